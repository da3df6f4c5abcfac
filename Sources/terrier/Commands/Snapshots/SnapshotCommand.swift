import ArgumentParser
import Decisions
import Ledger
import Terraform
import Watchdog

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Read a stack's state now and store it with a label, which keeps it from being pruned.",
        discussion: """
            For scripts, before they change something. Nothing is written to the backend. The exit code is 0 only if the \
            state was believed, is on the disk of the ledger, and was read back from there.

            Example:  terrier snapshot liveinsight-dev --label before-schema-change
            """)

    @OptionGroup var config: ConfigurationOption
    @Argument(help: "The stack.", completion: .stacks)
    var stack: String
    @Option(help: "What the snapshot is for.")
    var label: String
    @Flag(help: "Print one JSON document.")
    var json = false

    struct Report: Encodable {
        var id: Int64
        var stack: String
        var lineage: String
        var serial: UInt64
        var sha256: String
        var label: String
    }

    func run() async throws {
        let label = try SnapshotLabel.checked(label)
        let configuration = try await config.read()
        let settings = try ConfigurationOption.stacks([stack], in: configuration)[0]
        do {
            let taken = try await ConfigurationOption.withSharedServices { sharedServices in
                try await TakeSnapshot.take(settings, in: configuration, label: label, sharedServices)
            }
            if json {
                return try Terminal.json(
                    Report(
                        id: taken.id, stack: stack, lineage: taken.identity.lineage,
                        serial: taken.identity.serial, sha256: taken.identity.sha256, label: label))
            }
            Terminal.print(
                "snapshot \(taken.id) of \(stack): serial \(taken.identity.serial), label \(label)")
        } catch let fault as TerraformFault {
            Terminal.fault("no snapshot of \(stack) was stored: \(fault.description)")
            throw ExitCode.failure
        } catch let fault as LedgerFault {
            Terminal.fault("no snapshot of \(stack) was stored: \(fault.description)")
            throw ExitCode.failure
        }
    }
}

/// What a person may write about a snapshot.
enum SnapshotLabel {
    private static let longest = 200

    /// - Throws: exit code 64 for a label that is empty, too long, or does not fit on a line.
    static func checked(_ text: String) throws -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && !["\u{2028}", "\u{2029}"].contains($0)
        }
        guard isPlain, !text.allSatisfy(\.isWhitespace), text.count <= longest else {
            Terminal.fault("the label is not one line of at most \(longest) characters; write a shorter one")
            throw ExitCode.usage
        }
        return text
    }
}
