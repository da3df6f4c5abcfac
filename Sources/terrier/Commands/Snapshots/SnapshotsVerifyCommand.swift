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
            let all = try await LedgerReading.asking { [stack] in
                try await ledger.snapshots(of: stack, limit: Int(Int32.max))
            }
            var report = Report(verified: 0, damaged: [])
            for snapshot in all {
                if let reason = await Self.damage(of: snapshot, ledger) {
                    report.damaged.append(.init(id: snapshot.id, stack: snapshot.stack, reason: reason))
                } else {
                    report.verified += 1
                }
            }
            if json {
                try Terminal.json(report)
            } else {
                for damage in report.damaged {
                    Terminal.fault("snapshot \(damage.id) of \(damage.stack): \(damage.reason)")
                }
                Terminal.print("\(report.verified) of \(all.count) snapshots are whole")
            }
            if !report.damaged.isEmpty { throw ExitCode.failure }
        }

        /// Nil if the snapshot is what was stored. One that was pruned meanwhile is not damaged.
        private static func damage(of snapshot: StoredSnapshot, _ ledger: Ledger) async -> String? {
            let body: [UInt8]
            do throws(LedgerFault) {
                guard let found = try await ledger.body(of: snapshot.id) else { return nil }
                body = found
            } catch {
                return "it cannot be read back: \(error.description)"
            }
            guard body.count == snapshot.identity.bytes else {
                return "it has \(body.count) bytes and not \(snapshot.identity.bytes)"
            }
            do throws(TerraformFault) {
                let found = try State(parsing: body, stack: snapshot.stack).identity
                return found.sha256 == snapshot.identity.sha256 ? nil : "its hash is another"
            } catch {
                return error.description
            }
        }
    }
}
