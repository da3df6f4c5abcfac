import ArgumentParser
import Decisions
import Foundation
import Notifications
import Repairs
import Settings
import Systemd
import Watchdog

struct RepairerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repairer",
        abstract: "Run one repair: the request on standard input, JSON lines on standard output.",
        discussion: """
            'terrier run' starts it, or the service manager does for each connection to its socket. It does not trust the \
            request: it reads the configuration, probes the stack and checks every guardrail itself. On a socket it records \
            which user sent the request, as reported by the kernel.

            Example:  terrier repairer --config ./terrier.yaml < request.json
            """)

    @OptionGroup var config: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            "The watcher's user: its requests come from a program, and cannot override a guardrail with a reason.",
            valueName: "user"))
    var watcherUser: String?

    func run() async throws {
        // Ignored, so that a change in progress is not left half done: whoever wants this process to end waits for the end
        // of the repair. SIGPIPE is ignored so that the repair continues when nobody reads its output any more.
        for number in [SIGINT, SIGHUP, SIGPIPE] { signal(number) { _ in } }
        try await outlivingStops { try await perform() }
    }

    private func perform() async throws {
        let requester = try requester()
        let sharedServices = try ConfigurationOption.sharedServices()
        let events = EventLog.standard(sharedServices.environment)
        let output = LineOutput()
        let code: ExitCode
        do {
            code = try await answer(requester, sharedServices, RepairOutput(output, events), events).exitCode
        } catch let fault as RequestFault {
            _ = await output.write(fault.line)
            if let user = requester.user {
                await events.write(.requestRefused(by: user, why: fault.reason))
            } else {
                Terminal.fault("standard input: \(fault.reason)")
            }
            code = .usage
        } catch let faults as SettingsFaults {
            for fault in faults.faults { Terminal.fault(fault.description) }
            // The requester gets the first fault; standard error has all of them.
            let first = faults.faults.first?.description ?? "it cannot be read"
            _ = await output.write(RequestFault("the configuration has faults: \(first)").line)
            code = .configuration
        }
        await sharedServices.close()
        throw code
    }

    /// - Throws: `RequestFault`, or the `SettingsFaults` of the configuration.
    private func answer(
        _ requester: Requester, _ sharedServices: SharedServices, _ repairOutput: RepairOutput,
        _ events: EventLog
    ) async throws -> RepairMessage {
        let request = try await RequestInput.read().made(by: requester)
        let path = try path(request)
        let configuration = try await load(path)
        if requester.user != nil {
            await events.write(
                .repairAsked(request.kind, incident: request.incident, by: request.requestedBy),
                stack: request.stack)
        }
        return await RepairerAssembly(configuration, at: path, sharedServices).perform(request) {
            await repairOutput.emit($0, of: request)
        }
    }

    private func requester() throws -> Requester {
        guard let peer = SocketPeer(of: STDIN_FILENO) else { return .parent }
        let name = "\(peer.name) (uid \(peer.user))"
        guard let watcherUser else { return .person(name) }
        guard let watcher = SocketPeer.user(named: watcherUser) else {
            Terminal.fault(
                "--watcher-user \(watcherUser): there is no such user; name the one that 'terrier run' has")
            throw ExitCode.configuration
        }
        return peer.user == watcher ? .watcher(name) : .person(name)
    }

    /// The configuration file of a request: this repairer's own, or one in the same directory.
    ///
    /// - Throws: `RequestFault` if the request names anything but a plain file name that ends in `.yaml`.
    private func path(_ request: RepairRequest) throws(RequestFault) -> String {
        guard let file = request.file else { return config.absolutePath }
        let isName =
            file.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._@-]{0,99}\.yaml/) != nil
        guard isName else {
            throw RequestFault(
                "'\(file.prefix(100))' is not the name of a configuration file, such as terrier.yaml")
        }
        return (config.absolutePath as NSString).deletingLastPathComponent + "/" + file
    }
}

extension RepairMessage {
    /// 0 if repaired, or inspected and not applied; 4 if refused; 1 if failed, not verified, unknown, or repaired in part.
    var exitCode: ExitCode {
        guard let outcome, outcome.isFailure != true else { return .failure }
        switch outcome {
        case .refused: return .refused
        // Only a part was restored: a guardrail refused the rest.
        case .repaired where !refusals.isEmpty: return .failure
        default: return .success
        }
    }
}
