import Archives
import ArgumentParser
import Decisions
import Ledger
import Settings
import Watchdog

extension SnapshotsCommand {
    struct Fetch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the snapshots of the archive back into the ledger, as on a new machine.",
            discussion: """
                Each one is stored only if its hash, lineage and serial are those in its name, and if it is a state. What the \
                ledger has already is left as it is. If no state of a stack is believed, its newest snapshot is from now on. \
                Run it as the user of the service, with credentials that may list and read the bucket of 'archive:'.

                Exits with 1 if one of them is damaged.

                Example:  sudo -u terrier terrier snapshots fetch liveinsight-dev
                """)

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The stack; all stacks of the configuration by default.", completion: .stacks)
        var stack: String?
        @Option(help: "How many of each stack at most, the newest ones.")
        var limit = 1000
        @Flag(help: "Print one JSON document.")
        var json = false

        struct Report: Encodable {
            struct Damage: Encodable {
                var name: String
                var reason: String
            }
            struct Stack: Encodable {
                var name: String
                var archived: Int
                var fetched: Int
                var present: Int
                var damaged: [Damage]
                /// The serial of the snapshot that is believed from now on; absent if that did not change.
                var believed_serial: UInt64?
            }
            var archive: String
            var stacks: [Stack]
        }

        func run() async throws {
            let configuration = try await config.read()
            let stacks = try ConfigurationOption.stacks(stack.map { [$0] } ?? [], in: configuration)
            guard let settings = configuration.archive else {
                Terminal.fault(
                    "the configuration has no 'archive:'; add it, as in archive: s3://backup-bucket/terrier")
                throw ExitCode.configuration
            }
            let limit = limit
            let found = try await ConfigurationOption.withSharedServices { services in
                guard let archive = services.archive(of: configuration) else { return [Report.Stack]() }
                let ledger = try await LedgerReading.asking { try await Ledger.open(configuration.ledger) }
                let result: Result<[Report.Stack], any Error>
                do {
                    result = .success(try await Self.fetch(stacks.map(\.name), archive, ledger, limit))
                } catch {
                    result = .failure(error)
                }
                await ledger.close()
                return try result.get()
            }
            if json {
                try Terminal.json(Report(archive: settings.name, stacks: found))
            } else {
                for stack in found { Self.say(stack) }
            }
            if found.contains(where: { !$0.damaged.isEmpty }) { throw ExitCode.failure }
        }

        private static func fetch(
            _ stacks: [String], _ archive: OpenArchive, _ ledger: Ledger, _ limit: Int
        ) async throws -> [Report.Stack] {
            let fetch = ArchiveFetch(from: archive, to: ledger)
            var found: [Report.Stack] = []
            for name in stacks {
                do {
                    let report = try await fetch.fetch(name, limit: limit)
                    found.append(
                        Report.Stack(
                            name: name, archived: report.found, fetched: report.added,
                            present: report.present,
                            damaged: report.damaged.map { .init(name: $0.name, reason: $0.why) },
                            believed_serial: report.believed?.serial))
                } catch let fault as ArchiveFault {
                    Terminal.fault(fault.description)
                    throw ExitCode.failure
                } catch let fault as LedgerFault {
                    throw LedgerReading.fault(fault)
                }
            }
            return found
        }

        private static func say(_ stack: Report.Stack) {
            for damage in stack.damaged {
                Terminal.fault("\(damage.name): \(damage.reason); it is not stored")
            }
            var line =
                "\(stack.name): \(stack.fetched) of \(stack.archived) archived snapshots fetched, \(stack.present) were there"
            if let serial = stack.believed_serial { line += "; serial \(serial) is believed from now on" }
            Terminal.print(line)
        }
    }
}
