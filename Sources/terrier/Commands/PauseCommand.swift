import ArgumentParser
import Decisions
import Ledger
import Settings
import Watchdog

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Start no repair until 'terrier resume'; Terrier keeps watching.",
        discussion: """
            A pause also holds back repairs that a person requests with --why. A repair that has started to apply is \
            completed; one that has not stops. A file named 'paused' beside the configuration pauses all stacks as well; \
            repairs stay paused as long as either is there.

            Example:  terrier pause liveinsight-dev --why "migration of the tables" --for 2h
                      terrier pause --why "AWS has an outage"
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "The stack; all stacks by default.", completion: .stacks)
    var stack: String?

    @OptionGroup var why: WhyOption

    @Option(
        name: .customLong("for"), help: "How long, as in 45m or 1h 30m; until 'terrier resume' by default.")
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
                "--for '\(lasts)' is no duration of at least one second; write it as in 45m or 1h 30m")
            throw ExitCode.usage
        }
        return duration
    }
}

/// What `pause` and `resume` print with `--json`.
struct PauseState: Encodable {
    /// Absent if the command is about all stacks.
    var stack: String?
    var paused: Bool
    var pauses: [PauseReport]

    init(stack: String?, _ holds: [PauseReport]) {
        self.stack = stack
        paused = !holds.isEmpty
        pauses = holds
    }
}
