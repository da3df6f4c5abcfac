import ArgumentParser
import Decisions
import Ledger
import Terraform

extension SnapshotsCommand {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Name what differs between two snapshots: instances and attributes, never a value.",
            discussion: """
                With the name of a stack: its two newest snapshots. An instance whose id differs was replaced; one with the \
                same id at another address was moved.

                Example:  terrier snapshots diff 11 12
                          terrier snapshots diff liveinsight-dev
                """)

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "A snapshot's number, or the name of a stack.")
        var first: String
        @Argument(help: "The number of a snapshot of the same stack.")
        var second: Int64?
        @Flag(help: "Print one JSON document.")
        var json = false

        struct Report: Encodable {
            struct Change: Encodable {
                var address: String
                var attributes: [String]
            }
            struct Move: Encodable {
                var from: String
                var to: String
            }
            var from: Entry
            var to: Entry
            var added: [String]
            var removed: [String]
            var replaced: [Change]
            var changed: [Change]
            var moved: [Move]
        }

        func run() async throws {
            let ledger = try await LedgerReading.ledger(try await config.read())
            let (from, to) = try await chosen(ledger)
            guard from.stack == to.stack else {
                throw Self.fault(
                    "snapshot \(from.id) is of \(from.stack) and \(to.id) of \(to.stack): they cannot be compared"
                )
            }
            let old = try await SnapshotsCommand.body(from.id, ledger)
            let new = try await SnapshotsCommand.body(to.id, ledger)
            let found: StateDifferences
            do throws(TerraformFault) {
                found = try StateDifferences(from: old, to: new, stack: from.stack)
            } catch {
                throw Self.fault(error.description)
            }
            if json { return try Terminal.json(Self.report(from, to, found)) }
            Terminal.print(Self.text(from, to, found))
        }

        private func chosen(_ ledger: Ledger) async throws -> (StoredSnapshot, StoredSnapshot) {
            if let id = Int64(first) {
                guard let second else {
                    throw Self.fault("name a second snapshot; 'terrier snapshots list' shows them")
                }
                return (try await stored(id, ledger), try await stored(second, ledger))
            }
            guard second == nil else {
                throw Self.fault(
                    "'\(first)' is not the number of a snapshot; 'terrier snapshots list' shows them")
            }
            let newest = try await LedgerReading.asking { [first] in
                try await ledger.snapshots(of: first, limit: 2)
            }
            guard newest.count == 2 else {
                throw Self.fault(
                    "there are no two snapshots of \(first) yet; 'terrier snapshots list' shows them")
            }
            return (newest[1], newest[0])
        }

        private func stored(_ id: Int64, _ ledger: Ledger) async throws -> StoredSnapshot {
            guard let found = try await LedgerReading.asking({ try await ledger.snapshot(id) }) else {
                throw SnapshotsCommand.missing(id)
            }
            return found.snapshot
        }

        private static func text(
            _ from: StoredSnapshot, _ to: StoredSnapshot, _ found: StateDifferences
        ) -> String {
            func changes(_ word: String, _ changes: [StateDifferences.Change]) -> [[String]] {
                changes.map { ["", word, "\($0.address): \($0.attributes.joined(separator: ", "))"] }
            }
            let rows =
                found.added.map { ["", "added", "\($0)"] } + found.removed.map { ["", "removed", "\($0)"] }
                + changes("replaced", found.replaced) + changes("changed", found.changed)
                + found.moved.map { ["", "moved", "\($0.from) → \($0.to)"] }
            let head =
                "\(from.stack): snapshot \(from.id) (serial \(from.identity.serial), \(from.takenAt)) → \(to.id) (serial \(to.identity.serial), \(to.takenAt))"
            return head + "\n" + (rows.isEmpty ? "  the same instances and attributes" : Terminal.table(rows))
        }

        private static func report(
            _ from: StoredSnapshot, _ to: StoredSnapshot, _ found: StateDifferences
        ) -> Report {
            func changes(_ changes: [StateDifferences.Change]) -> [Report.Change] {
                changes.map { .init(address: "\($0.address)", attributes: $0.attributes) }
            }
            return Report(
                from: Entry(from), to: Entry(to), added: found.added.map(\.description),
                removed: found.removed.map(\.description), replaced: changes(found.replaced),
                changed: changes(found.changed),
                moved: found.moved.map { .init(from: "\($0.from)", to: "\($0.to)") })
        }

        private static func fault(_ text: String) -> ExitCode {
            Terminal.fault(text)
            return .failure
        }
    }

    /// The body of a snapshot.
    ///
    /// - Throws: exit code 1 if there is none.
    static func body(_ id: Int64, _ ledger: Ledger) async throws -> [UInt8] {
        guard let body = try await LedgerReading.asking({ try await ledger.body(of: id) }) else {
            throw missing(id)
        }
        return body
    }

    static func missing(_ id: Int64) -> ExitCode {
        Terminal.fault("there is no snapshot \(id); 'terrier snapshots list' shows them")
        return .failure
    }
}
