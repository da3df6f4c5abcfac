import ArgumentParser
import Decisions
import Ledger
import Terraform

extension SnapshotsCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every snapshot back, and check its size, its hash and that it is a state.",
            discussion: """
                Exits with 1 if one of them is damaged.

                Example:  terrier snapshots verify
                          terrier snapshots verify liveinsight-dev
                """)

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The stack; all stacks by default.", completion: .stacks)
        var stack: String?
        @Flag(help: "Print one JSON document.")
        var json = false

        struct Report: Encodable {
            struct Damage: Encodable {
                var id: Int64
                var stack: String
                var reason: String
            }
            var verified: Int
            var damaged: [Damage]
        }

        func run() async throws {
            let ledger = try await LedgerReading.ledger(try await config.read())
            var report = Report(verified: 0, damaged: [])
            try await LedgerReading.asking { [stack] in
                try await ledger.readBack(of: stack) { snapshot, text in
                    if let reason = Self.damage(of: snapshot, text) {
                        report.damaged.append(.init(id: snapshot.id, stack: snapshot.stack, reason: reason))
                    } else {
                        report.verified += 1
                    }
                }
            }
            if json {
                try Terminal.json(report)
            } else {
                for damage in report.damaged {
                    Terminal.fault("snapshot \(damage.id) of \(damage.stack): \(damage.reason)")
                }
                Terminal.print(
                    "\(report.verified) of \(report.verified + report.damaged.count) snapshots are whole")
            }
            if !report.damaged.isEmpty { throw ExitCode.failure }
        }

        /// Nil if the snapshot is what was stored, and a state.
        private static func damage(
            of snapshot: SnapshotName, _ text: Result<[UInt8], LedgerFault>
        ) -> String? {
            switch text {
            case .failure(let fault): return fault.description
            case .success(let text):
                do throws(TerraformFault) {
                    _ = try State(parsing: text, stack: snapshot.stack)
                    return nil
                } catch {
                    return error.description
                }
            }
        }
    }
}
