import ArgumentParser
import Decisions
import Foundation
import Notifications
import Settings
import Watchdog

struct NotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify",
        abstract: "Send one message to every sink of the configuration.",
        discussion: """
            Sends at once, ignores 'from:', and does not use the outbox of the service. A ping sink gets a ping that means \
            "alive". Exits with 0 if every sink accepted the message.

            Secrets of webhooks are read from $CREDENTIALS_DIRECTORY, which systemd sets only for the service: to test such a \
            webhook by hand, set the variable to a directory that contains the secret.

            terrier-failure@.service uses --failed to report that a unit of Terrier has failed and is not started again. The \
            message goes to the sinks of that unit's configuration.

            Example:  terrier notify --test --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Flag(help: "Send a test message.")
    var test = false

    @Option(
        help: ArgumentHelp("Report that this unit has failed and is not started again.", valueName: "unit"))
    var failed: String?

    func validate() throws {
        guard test != (failed != nil) else {
            throw ValidationError("name what to send: --test, or --failed with a unit's name")
        }
    }

    private var message: DirectMessage { failed.map { .failed(unit: $0) } ?? .test }

    /// The configuration whose sinks get the message: for an instance, terrier@NAME, that instance's own file.
    private var target: ConfigurationOption {
        guard config.path == ConfigurationOption.packaged,
            let name = failed?.wholeMatch(of: /terrier@(.+)\.service/)?.1
        else { return config }
        var config = config
        config.path = "/etc/terrier/\(name).yaml"
        return config
    }

    func run() async throws {
        let configuration = try await target.read()
        let sinks = configuration.notify.merged
        guard !sinks.isEmpty else {
            Terminal.fault("\(target.path): no sink is configured; add 'notify:'")
            throw ExitCode.configuration
        }
        let host = ProcessInfo.processInfo.hostName
        let message = message
        let at = Timestamp(secondsSince1970: Date().timeIntervalSince1970)
        let faults = try await ConfigurationOption.withSharedServices { sharedServices in
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
