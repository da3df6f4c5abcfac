import ArgumentParser
import Decisions
import Ledger
import Settings
import Watchdog

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "No repair starts until 'terrier resume'; the watching goes on.",
        discussion: """
            Nobody passes a pause, a person with --why neither. A repair that has begun goes on, unless it has not applied \
            yet. A file 'paused' beside the configuration pauses as well; either holds.

            Example:  terrier pause liveinsight-dev --why "migration of the tables" --for 2h
                      terrier pause --why "AWS has an outage"
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "A stack; all of them where none is named.", completion: .stacks)
    var stack: String?

    @OptionGroup var why: WhyOption

    @Option(
        name: .customLong("for"), help: "How long, as in 45m or 1h 30m; until 'terrier resume' if not said.")
    var lasts: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
        let configuration = try await config.read()
        if let stack { _ = try ConfigurationOption.stacks([stack], in: configuration) }
        let why = try why.given()
        let lasts = try duration()
        let controls = OperatorControls(configuration, at: config.absolutePath)
        let standing = try await SwitchChange.asking {
            try await controls.pause(stack, by: CurrentUser.name, why: why, lasts: lasts)
            return try await controls.pauses(of: stack)
        }
        let holds = PauseReport.all(standing, file: await controls.pauseFile())
        if json { return try Terminal.json(PauseState(stack: stack, holds)) }
        Terminal.print(holds.map(\.text).joined(separator: "\n"))
    }

    private func duration() throws -> Duration? {
        guard let lasts else { return nil }
        guard let duration = Duration(words: lasts), duration >= .seconds(1) else {
            Terminal.fault(
                "--for '\(lasts)' is no duration of a second or more; write it as in 45m or 1h 30m")
            throw ExitCode.usage
        }
        return duration
    }
}

/// What `pause` and `resume` print for machines.
struct PauseState: Encodable {
    /// Absent where all stacks are meant.
    var stack: String?
    var paused: Bool
    var pauses: [PauseReport]

    init(stack: String?, _ holds: [PauseReport]) {
        self.stack = stack
        paused = !holds.isEmpty
        pauses = holds
    }
}
