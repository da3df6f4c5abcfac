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
        for number in [SIGTERM, SIGINT, SIGHUP, SIGPIPE] { signal(number) { _ in } }
        let asker = try asker()
        let surroundings = try ConfigurationOption.surroundings()
        let events = EventLog.standard(surroundings.environment)
        let output = LineOutput()
        let last: RepairLine
        do throws(RequestFault) {
            last = try await answer(asker, surroundings, Teller(output, events), events)
        } catch {
            last = error.line
            _ = await output.write(last)
            if case .parent = asker {
                Terminal.fault("standard input: \(error.reason)")
            } else {
                await events.write(.requestRefused(by: asker.name(claimed: "somebody"), why: error.reason))
            }
            await surroundings.close()
            throw ExitCode.usage
        }
        await surroundings.close()
        throw last.exitCode
    }

    private func answer(
        _ asker: Asker, _ surroundings: Surroundings, _ teller: Teller, _ events: EventLog
    ) async throws(RequestFault) -> RepairLine {
        let request = try await RequestInput.read().made(by: asker)
        let path = try path(request)
        let configuration: Settings.Configuration
        do throws(SettingsFaults) { configuration = try await load(path) } catch {
            for fault in error.faults { Terminal.fault(fault.description) }
            throw RequestFault("\(path) has faults: \(error.faults.first?.description ?? "")")
        }
        if asker != .parent {
            await events.write(
                .repairAsked(request.kind, incident: request.incident, by: request.requestedBy),
                stack: request.stack)
        }
        return await RepairerSide(configuration, at: path, surroundings).perform(request) {
            await teller.tell($0, of: request)
        }
    }

    private func asker() throws -> Asker {
        guard let peer = SocketPeer(of: STDIN_FILENO) else { return .parent }
        guard let watcherUser else { return .person("\(peer.name) (uid \(peer.user))") }
        guard let watcher = SocketPeer.user(named: watcherUser) else {
            Terminal.fault(
                "--watcher-user \(watcherUser): there is no such user; name the one that 'terrier run' has")
            throw ExitCode.configuration
        }
        let name = "\(peer.name) (uid \(peer.user))"
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

extension RepairLine {
    /// 0 repaired or rehearsed, 4 refused, 1 failed or not verified.
    var exitCode: ExitCode {
        switch outcome {
        case .repaired, .wouldApply: return .success
        case .refused: return .refused
        case .failed, .notVerified, .unknown, nil: return .failure
        }
    }
}
