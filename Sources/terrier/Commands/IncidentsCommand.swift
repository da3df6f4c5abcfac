import ArgumentParser
import Ledger

struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents",
        abstract: "What happened, why, and what was done.",
        discussion: "Example:  terrier incidents list",
        subcommands: [List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The newest incidents first.",
            discussion: "Example:  terrier incidents list liveinsight-dev --json")

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "A stack; all of them where none is named.")
        var stack: String?
        @Option(help: "How many at the most.")
        var limit = 20
        @Flag(help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let ledger = try await LedgerReading.ledger(try await config.read())
            let found = try await LedgerReading.asking { try await ledger.incidents(of: stack, limit: limit) }
            if json { return try Terminal.json(["incidents": found.map(IncidentReport.init)]) }
            let rows = found.map {
                [
                    $0.id, $0.severity, $0.rule, "opened \($0.openedAt)",
                    $0.closedAt.map { "closed \($0)" } ?? "open",
                    $0.actions.last.map { "\($0.kind): \($0.outcome ?? "running")" } ?? "",
                ]
            }
            Terminal.print(rows.isEmpty ? "no incidents" : Terminal.table(rows))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One incident, with the repairs that were tried.",
            discussion: "Example:  terrier incidents show liveinsight-dev-3")

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The incident's id.")
        var id: String
        @Flag(help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let ledger = try await LedgerReading.ledger(try await config.read())
            guard let found = try await LedgerReading.asking({ try await ledger.incident(id) }) else {
                Terminal.fault("there is no incident \(id); 'terrier incidents list' shows them")
                throw ExitCode.failure
            }
            if json { return try Terminal.json(IncidentReport(found)) }
            var lines = [
                "incident \(found.id), \(found.severity), rule \(found.rule)",
                "  opened \(found.openedAt) by \(found.reading)",
                found.closedAt.map { "  closed \($0): \(found.closedWhy ?? "")" } ?? "  open",
            ]
            lines += found.addresses.map { "  \($0)" }
            for action in found.actions {
                lines.append(
                    "  \(action.startedAt) \(action.kind) \(action.repair): \(action.outcome ?? "running")")
                lines += action.actions.map { "    \($0)" }
                if let reason = action.reason { lines.append("    \(reason)") }
                if let before = action.serialBefore {
                    lines.append("    serial \(before)\(action.serialAfter.map { " to \($0)" } ?? "")")
                }
            }
            Terminal.print(lines.joined(separator: "\n"))
        }
    }
}
