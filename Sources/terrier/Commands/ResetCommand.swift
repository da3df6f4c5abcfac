import ArgumentParser
import Decisions
import Ledger
import Watchdog

struct ResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Close the open breakers of a stack: failures up to now no longer count.",
        discussion: """
            A breaker opens after two failed repairs of a kind in a row, and only this command closes it. First find out why \
            they failed, with 'terrier status' and 'terrier incidents show'. If no breaker is open, nothing is written.

            Example:  terrier reset liveinsight-dev emergency-deploy --why "the provider's credentials are renewed"
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "The stack.", completion: .stacks)
    var stack: String

    @Argument(help: "The kind of repair; every kind by default.", completion: .repairKinds)
    var kind: String?

    @OptionGroup var why: WhyOption

    @Flag(help: "Print one JSON document.")
    var json = false

    struct Report: Encodable {
        var stack: String
        /// The breakers that were open, and are now closed.
        var closed: [BreakerReport]
    }

    func run() async throws {
        let configuration = try await config.read()
        _ = try ConfigurationOption.stacks([stack], in: configuration)
        let kind = try chosenKind()
        let why = try why.given()
        let controls = OperatorControls(configuration, at: config.absolutePath)
        let closed = try await SwitchChange.asking {
            try await controls.reset(stack, kind, by: CurrentUser.name, why: why)
        }
        if json { return try Terminal.json(Report(stack: stack, closed: closed.map(BreakerReport.init))) }
        let lines = closed.map { "the breaker of \($0.kind.rawValue) is closed; it was open: \($0)" }
        let none =
            "no breaker\(kind.map { " of \($0.rawValue)" } ?? "") of \(stack) is open; nothing was written"
        Terminal.print(lines.isEmpty ? none : lines.joined(separator: "\n"))
    }

    private func chosenKind() throws -> RepairKind? {
        guard let kind else { return nil }
        guard let known = RepairKind(rawValue: kind) else {
            let kinds = RepairKind.allCases.map(\.rawValue).joined(separator: ", ")
            Terminal.fault("there is no repair '\(kind)'; the kinds are \(kinds)")
            throw ExitCode.usage
        }
        return known
    }
}
