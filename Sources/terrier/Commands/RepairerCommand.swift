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
        abstract: "The repairing side: one request on standard input, JSON lines on standard output.",
        discussion: """
            It is started by 'terrier run', or by the service manager for each connection to its socket, and trusts nothing \
            that it is sent: it reads the configuration, looks, and checks every guardrail for itself. On a socket it \
            records who asked, as the kernel says.

            Example:  terrier repairer --config ./terrier.yaml < request.json
            """)

    @OptionGroup var config: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            "The watcher's user: what comes from it is a program's request, and passes no guardrail by saying why.",
            valueName: "user"))
    var watcherUser: String?

    func run() async throws {
        // A change under way is not left half done: who wants this process to end waits for the repair's end. Nor does it
        // end because nobody reads any more what it says.
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
            // Whoever asked is told one of them; the rest is this side's to read.
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

    /// The file that a request was decided under: this repairer's own, or one beside it.
    private func path(_ request: RepairRequest) throws(RequestFault) -> String {
        guard let file = request.file else { return config.absolutePath }
        let isName =
            file.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._@-]{0,99}\.yaml/) != nil
        guard isName else {
            throw RequestFault("'\(file.prefix(100))' is no configuration file's name, as terrier.yaml is")
        }
        return (config.absolutePath as NSString).deletingLastPathComponent + "/" + file
    }
}

extension RepairMessage {
    /// 0 repaired or rehearsed, 4 refused, 1 failed or not verified.
    var exitCode: ExitCode {
        guard let outcome, outcome.isFailure != true else { return .failure }
        return outcome == .refused ? .refused : .success
    }
}
