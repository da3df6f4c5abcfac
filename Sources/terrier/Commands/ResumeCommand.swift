import ArgumentParser
import Ledger
import Watchdog

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "End the pauses of a stack, or those of all stacks.",
        discussion: """
            Name a stack to end the pause of that stack, and no stack to end the pause of all stacks. The command prints what \
            still pauses repairs: another pause, or the file 'paused' beside the configuration, which you remove yourself.

            Example:  terrier resume liveinsight-dev
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "A stack; the pauses of all stacks together where none is named.", completion: .stacks)
    var stack: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
        let configuration = try await config.read()
        if let stack { _ = try ConfigurationOption.stacks([stack], in: configuration) }
        let controls = OperatorControls(configuration, at: config.absolutePath)
        let (ended, standing) = try await SwitchChange.asking {
            (try await controls.resume(stack, by: CurrentUser.name), try await controls.pauses(of: stack))
        }
        let holds = PauseReport.all(standing, file: await controls.pauseFile())
        if json { return try Terminal.json(PauseState(stack: stack, holds)) }
        let what = stack ?? "all stacks together"
        let head = ended.isEmpty ? "there was no pause of \(what)" : "the pause of \(what) is ended"
        Terminal.print(([head] + holds.map { "still: \($0.text)" }).joined(separator: "\n"))
    }
}
