import ArgumentParser
import Decisions
import Ledger
import Settings

extension IncidentsCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one incident with its diagnoses and its repairs.",
            discussion: "Example:  terrier incidents show liveinsight-dev-3")

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The incident's id.", completion: .incidents)
        var id: String
        @Flag(help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let configuration = try await config.read()
            let ledger = try await LedgerReading.ledger(configuration)
            guard let found = try await LedgerReading.asking({ try await ledger.incident(id) }) else {
                Terminal.fault("there is no incident \(id); 'terrier incidents list' shows them")
                throw ExitCode.failure
            }
            var report = IncidentReport(found, configuration.stack(found.stack)?.policy)
            report.diagnoses = found.diagnoses.map(DiagnosisReport.init)
            if let book = try await LedgerReading.asking({
                try await RepairBook.openReading(configuration.repairBook)
            }) {
                for place in report.actions.indices {
                    let id = report.actions[place].repair
                    report.actions[place].subject = try await LedgerReading.asking {
                        try await book.repair(id)?.subject
                    }
                }
            }
            if json { return try Terminal.json(report) }
            Terminal.print(Self.lines(report).joined(separator: "\n"))
        }

        private static func lines(_ report: IncidentReport) -> [String] {
            var lines = [
                "incident \(report.id), \(report.severity), rule \(report.rule)",
                "  opened \(report.opened_at) by \(report.reading)",
                report.closed_at.map { "  closed \($0): \(report.closed_why ?? "")" } ?? "  open",
                "  \(report.standing)",
            ]
            lines += report.addresses.map { "  \($0)" }
            for action in report.actions {
                lines.append(
                    "  \(action.started_at) \(action.kind) \(action.repair): \(action.outcome ?? "running")")
                lines += action.actions.map { "    \($0)" }
                if let reason = action.reason { lines.append("    \(reason)") }
                if let before = action.serial_before {
                    lines.append("    serial \(before)\(action.serial_after.map { " to \($0)" } ?? "")")
                }
            }
            for diagnosis in report.diagnoses ?? [] {
                lines.append("  diagnosis of \(diagnosis.at)")
                for finding in diagnosis.findings {
                    lines.append("    \(finding.what)")
                    lines += finding.lines.map { "      \($0)" }
                }
            }
            return lines
        }
    }
}
