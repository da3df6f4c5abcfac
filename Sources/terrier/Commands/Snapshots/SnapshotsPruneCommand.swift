import ArgumentParser
import Decisions
import Ledger
import Settings
import Watchdog

extension SnapshotsCommand {
    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Remove the snapshots that 'keep_snapshots:' does not keep. The service does so once a day.",
            discussion: """
                Never removed: the newest believed state, a snapshot with a label, and one that an open incident or a \
                recorded repair refers to.

                Example:  terrier snapshots prune --dry-run
                          terrier snapshots prune liveinsight-dev
                """)

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The stack; all stacks by default.", completion: .stacks)
        var stack: String?
        @Flag(help: "Remove nothing; say what would be removed.")
        var dryRun = false
        @Flag(help: "Print one JSON document, with the reasons for each snapshot that is kept.")
        var json = false

        struct Report: Encodable {
            struct Kept: Encodable {
                var id: Int64
                var reasons: [String]
            }
            struct Stack: Encodable {
                var stack: String
                var kept: [Kept]
                var removed: [Int64]
                /// Not kept by any rule, but a damaged snapshot is stored as the difference from them.
                var stuck: [Int64]
            }
            var dry_run: Bool
            var stacks: [Stack]
        }

        func run() async throws {
            let configuration = try await config.read()
            let stacks = try ConfigurationOption.stacks(stack.map { [$0] } ?? [], in: configuration)
            let report = try await LedgerReading.asking { [dryRun] in
                try await Self.report(stacks, configuration, dryRun: dryRun)
            }
            if json { return try Terminal.json(report) }
            for stack in report.stacks {
                let word = dryRun ? "would be removed" : "removed"
                Terminal.print(
                    "\(stack.stack): \(stack.removed.count) snapshots \(word), \(stack.kept.count) kept")
                if !stack.stuck.isEmpty {
                    Terminal.fault(
                        "\(stack.stack): \(stack.stuck.count) snapshots had to stay, because damaged ones need them; run 'terrier snapshots verify'"
                    )
                }
            }
        }

        private static func report(
            _ stacks: [StackSettings], _ configuration: Settings.Configuration, dryRun: Bool
        ) async throws -> Report {
            // Opened for reading first, because only the service creates it.
            var ledger = try await Ledger.openReading(configuration.ledger)
            if !dryRun { ledger = try await Ledger.open(configuration.ledger) }
            let book = try await RepairBook.openReading(configuration.repairBook)
            let now = MachineClock.now().wall
            var report = Report(dry_run: dryRun, stacks: [])
            for settings in stacks {
                let (name, keep) = (settings.name, settings.keepSnapshots)
                let referred = try await book?.referredStates(of: name) ?? []
                let verdicts = try await ledger.verdicts(of: name, keep, referred: referred, now: now)
                var removed = verdicts.filter { !$0.isKept }.map(\.id)
                var stuck: [Int64] = []
                if !dryRun {
                    let pruning = try await ledger.prune(name, keep, referred: referred, now: now)
                    (removed, stuck) = (pruning.removed, pruning.stuck)
                }
                let kept = verdicts.filter(\.isKept).map { Report.Kept(id: $0.id, reasons: $0.reasons) }
                report.stacks.append(.init(stack: name, kept: kept, removed: removed, stuck: stuck))
            }
            await ledger.close()
            return report
        }
    }
}
