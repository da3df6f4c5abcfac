import ArgumentParser
import Ledger
import Settings

extension SnapshotsCommand {
    struct Label: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a snapshot a label, or remove it. A snapshot with a label is never pruned.",
            discussion: """
                Example:  terrier snapshots label 12 "before the schema change"
                          terrier snapshots label 12 --remove
                """)

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The snapshot's number.")
        var id: Int64
        @Argument(help: "The label; it replaces the one that the snapshot has.")
        var text: String?
        @Flag(help: "Remove the label.")
        var remove = false

        func validate() throws {
            guard (text == nil) == remove else {
                throw ValidationError("write either a label or --remove")
            }
        }

        func run() async throws {
            let label = try text.map(SnapshotLabel.checked)
            let configuration = try await config.read()
            let isThere = try await LedgerReading.asking {
                try DatabasePresence.isThere(configuration.ledger)
            }
            guard isThere else { throw SnapshotsCommand.missing(id) }
            let isSet = try await LedgerReading.asking {
                let ledger = try await Ledger.open(configuration.ledger)
                let isSet = try await ledger.setLabel(label, of: id)
                await ledger.close()
                return isSet
            }
            guard isSet else { throw SnapshotsCommand.missing(id) }
            Terminal.print(label.map { "snapshot \(id): label \($0)" } ?? "snapshot \(id): no label")
        }
    }
}
