import ArgumentParser
import Decisions
import Foundation
import Ledger
import Settings

struct SnapshotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshots",
        abstract: "List, show, compare, verify, export, fetch, label and prune the stored states.",
        discussion: "Example:  terrier snapshots list liveinsight-dev",
        subcommands: [
            List.self, Show.self, Diff.self, Verify.self, Export.self, Fetch.self, Label.self, Prune.self,
            Forget.self,
        ])

    struct Entry: Encodable {
        var id: Int64
        var stack: String
        var lineage: String
        var serial: UInt64
        var resources: Int
        var bytes: Int
        var sha256: String
        var taken_at: String
        var seen_at: String
        /// Null where it is not known.
        var terraform_version: String?
        var written_by: String?
        var label: String?
        var types: [String: Int]?
        var addresses: [String]?

        init(_ snapshot: StoredSnapshot, addresses: [String]? = nil) {
            id = snapshot.id
            stack = snapshot.stack
            lineage = snapshot.identity.lineage
            serial = snapshot.identity.serial
            resources = snapshot.identity.resources
            bytes = snapshot.identity.bytes
            sha256 = snapshot.identity.sha256
            taken_at = snapshot.takenAt
            seen_at = snapshot.seenAt
            terraform_version = snapshot.origin.terraformVersion
            written_by = snapshot.origin.writtenBy
            label = snapshot.label
            types = snapshot.types
            self.addresses = addresses
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List snapshots, the newest first.",
            discussion: "Example:  terrier snapshots list liveinsight-dev --json")

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The stack; all stacks by default.", completion: .stacks)
        var stack: String?
        @Option(help: "How many at most.")
        var limit = 20
        @Flag(help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let ledger = try await LedgerReading.ledger(try await config.read())
            let found = try await LedgerReading.asking {
                try await ledger.snapshotRows(of: stack, limit: limit)
            }
            if json {
                try Terminal.json(["snapshots": found.values.map { Entry($0) }])
                return try LedgerReading.name(found.damage)
            }
            let rows = found.values.map {
                [
                    "\($0.id)", $0.stack, "serial \($0.identity.serial)",
                    "\($0.identity.resources) resources",
                    "\($0.identity.bytes) bytes", "taken \($0.takenAt)", "seen \($0.seenAt)",
                    [
                        $0.origin.terraformVersion.map { "Terraform \($0)" },
                        $0.origin.writtenBy.map { "by \($0)" }, $0.label.map { "label \($0)" },
                    ].compactMap { $0 }.joined(separator: ", "),
                ]
            }
            if !rows.isEmpty || found.damage.isEmpty {
                Terminal.print(rows.isEmpty ? "no snapshots yet" : Terminal.table(rows))
            }
            try LedgerReading.name(found.damage)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one snapshot: its identity and its addresses, no attributes.",
            discussion: "Example:  terrier snapshots show 12")

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The snapshot's number.")
        var id: Int64
        @Flag(help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let ledger = try await LedgerReading.ledger(try await config.read())
            guard let found = try await LedgerReading.asking({ try await ledger.snapshot(id) }) else {
                throw SnapshotsCommand.missing(id)
            }
            if json { return try Terminal.json(Entry(found.snapshot, addresses: found.addresses)) }
            let identity = found.snapshot.identity
            Terminal.print(
                """
                snapshot \(id) of \(found.snapshot.stack)
                  lineage \(identity.lineage), serial \(identity.serial), \(identity.bytes) bytes
                  sha256 \(identity.sha256)
                  taken \(found.snapshot.takenAt), seen \(found.snapshot.seenAt)
                """)
            for line in Self.record(of: found.snapshot) { Terminal.print("  \(line)") }
            Terminal.print("  \(identity.resources) resources:")
            for address in found.addresses { Terminal.print("    \(address)") }
        }

        /// What is known besides its identity.
        private static func record(of snapshot: StoredSnapshot) -> [String] {
            let types = (snapshot.types ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return [
                snapshot.label.map { "label \($0)" },
                snapshot.origin.terraformVersion.map { "written with Terraform \($0)" },
                snapshot.origin.writtenBy.map { "written by \($0)" },
                types.isEmpty
                    ? nil : "types: " + types.map { "\($0.value) \($0.key)" }.joined(separator: ", "),
            ].compactMap { $0 }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the state of a snapshot to a new file of mode 0600: it contains secrets.",
            discussion: "Example:  terrier snapshots export 12 --output ./terraform.tfstate.12")

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The snapshot's number.")
        var id: Int64
        @Option(help: "A file that does not exist yet.", completion: .file())
        var output: String

        func run() async throws {
            let ledger = try await LedgerReading.ledger(try await config.read())
            let body = try await SnapshotsCommand.body(id, ledger)
            let file = open(output, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
            guard file >= 0 else {
                let why =
                    errno == EEXIST
                    ? "it already exists; name another file" : String(cString: strerror(errno))
                Terminal.fault("\(output): \(why)")
                throw ExitCode.failure
            }
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            do {
                try handle.write(contentsOf: Data(body))
                try handle.synchronize()
            } catch {
                unlink(output)
                Terminal.fault(
                    "\(output): could not be written completely, and was removed; check the free space")
                throw ExitCode.failure
            }
            Terminal.print("\(output): \(body.count) bytes")
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Believe the next state of a stack, whatever its lineage and serial.",
            discussion: """
                A state with another lineage, or with a lower serial than before, is not believed. If you replaced the state \
                on purpose, run this command. Stored snapshots are kept.

                Example:  terrier snapshots forget liveinsight-dev
                """)

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The stack.", completion: .stacks)
        var stack: String

        func run() async throws {
            let configuration = try await config.read()
            _ = try ConfigurationOption.stacks([stack], in: configuration)
            let forgotten = try await LedgerReading.asking {
                try await Ledger.open(configuration.ledger).forgetBelieved(stack)
            }
            Terminal.print(
                forgotten
                    ? "\(stack): the next state will be believed" : "\(stack): no state was believed yet")
        }
    }
}
