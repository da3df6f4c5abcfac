import ArgumentParser
import Decisions
import Foundation
import Notifications
import Settings
import Watchdog

struct NotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify",
        abstract: "One message through every sink of the configuration.",
        discussion: """
            Sends at once, whatever 'from:' says, and past the outbox of the service. A ping is given as a sign of life. \
            Exits 0 where every sink took it.

            Secrets of webhooks are read from $CREDENTIALS_DIRECTORY, which systemd sets for the service alone: to test one \
            by hand, set it to a directory that has the secret.

            --failed is what terrier-failure@.service says when a unit of Terrier is not started again, through the sinks of \
            that unit's configuration.

            Example:  terrier notify --test --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Flag(help: "Send a test message.")
    var test = false

    @Option(help: ArgumentHelp("Tell that this unit has failed for good.", valueName: "unit"))
    var failed: String?

    func validate() throws {
        guard test != (failed != nil) else {
            throw ValidationError("say what to send: --test, or --failed with a unit's name")
        }
    }

    private var message: DirectMessage { failed.map { .failed(unit: $0) } ?? .test }

    /// The configuration whose sinks are told: of an instance, terrier@NAME, its own.
    private var told: ConfigurationOption {
        guard config.path == ConfigurationOption.packaged,
            let name = failed?.wholeMatch(of: /terrier@(.+)\.service/)?.1
        else { return config }
        var config = config
        config.path = "/etc/terrier/\(name).yaml"
        return config
    }

    func run() async throws {
        let configuration = try await told.read()
        let sinks = configuration.notify.merged
        guard !sinks.isEmpty else {
            Terminal.fault("\(told.path): no sink is configured; add 'notify:'")
            throw ExitCode.configuration
        }
        let host = ProcessInfo.processInfo.hostName
        let message = message
        let at = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let faults = try await ConfigurationOption.looking { sharedServices in
            let tools = sharedServices.senderTools
            return await withTaskGroup(of: (Int, String?).self, returning: [Int: String].self) { group in
                for (index, sink) in sinks.enumerated() {
                    group.addTask { (index, await sink.send(message, from: host, at: at, tools)) }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
        }
        for (index, sink) in sinks.enumerated() {
            Terminal.print("\(sink.place): \(faults[index].map { "failed: \($0)" } ?? "ok")")
        }
        guard faults.isEmpty else { throw ExitCode.failure }
    }
}
