import ArgumentParser
import Ledger
import Settings

struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents",
        abstract: "List, show and close incidents.",
        discussion: "Example:  terrier incidents list",
        subcommands: [List.self, Show.self, Close.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List incidents, the newest first.",
            discussion: "Example:  terrier incidents list liveinsight-dev --json")

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The stack; all stacks by default.", completion: .stacks)
        var stack: String?
        @Option(help: "How many at most.")
        var limit = 20
        @Flag(help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let configuration = try await config.read()
            let ledger = try await LedgerReading.ledger(configuration)
            let found = try await LedgerReading.asking {
                try await ledger.incidentRows(of: stack, limit: limit)
            }
            if json {
                let reports = found.values.map { IncidentReport($0, configuration.stack($0.stack)?.policy) }
                try Terminal.json(["incidents": reports])
                return try LedgerReading.name(found.damage)
            }
            let rows = found.values.map {
                [
                    $0.id, $0.severity, $0.rule, "opened \($0.openedAt)",
                    $0.closedAt.map { "closed \($0)" } ?? ($0.acknowledged == nil ? "open" : "acknowledged"),
                    $0.actions.last.map { "\($0.kind): \($0.outcome ?? "running")" } ?? "",
                ]
            }
            if !rows.isEmpty || found.damage.isEmpty {
                Terminal.print(rows.isEmpty ? "no incidents" : Terminal.table(rows))
            }
            try LedgerReading.name(found.damage)
        }
    }
}
