import ArgumentParser
import Ledger
import Watchdog

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Ends the pauses of a stack, or those of all stacks together.",
        discussion: """
            A pause of all stacks is ended by naming none, that of one stack by naming it. What still holds after that is \
            said: another pause, or the file 'paused' beside the configuration, which whoever laid it there removes.

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
