import ArgumentParser
import Decisions
import Foundation
import Ledger
import Settings
import Terraform
import Watchdog

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract:
            "Print what the service saw last: stacks, readings, open incidents, repairs, mutes; what holds repairs back.",
        discussion: "Example:  terrier status --json")

    @OptionGroup var config: ConfigurationOption

    @Flag(help: "Print one JSON document.")
    var json = false

    struct Report: Encodable {
        struct Repair: Encodable {
            var id: String
            var kind: String
            var started_at: String
            var outcome: String
            var reason: String?
        }

        struct Mute: Encodable {
            var address: String
            var since: String
            var until: String
        }

        struct Stack: Encodable {
            var name: String
            var mode: String
            var last_cycle: String?
            var serial: UInt64?
            var resources: Int?
            /// Where the state is and how it is read, in words.
            var state_place: String
            /// Whether the backend's bucket keeps earlier versions, or why this is not known; absent for other backends.
            var state_versions: String?
            /// The pauses that apply: of the stack, of all stacks, and the pause file.
            var pauses: [PauseReport]
            var breakers: [BreakerReport]
            var readings: [ReadingReport]
            var incidents: [IncidentReport]
            var repairs: [Repair]
            var mutes: [Mute]
            var tiers: [TierReport.Tier]
            var open_ends: [TierReport.UntieredDependency]
            /// The instances of the state whose creation did not complete.
            var tainted: [String]
            var deposed: [ObjectReport.Deposed]
            /// Why nothing is said of the tiers: the newest believed state is damaged in the ledger; absent if it is whole.
            var damage: String?
            /// What AWS had and the state lacked when the service searched last.
            var orphans: [OrphanReport]
            /// Which rows of the databases are damaged, and so are not among the others; absent if none is.
            var damaged: [String]?
        }

        /// How copies reach the archive; absent if none is configured.
        var archive: ArchiveReport?
        var stacks: [Stack]
    }

    func run() async throws {
        let configuration = try await config.read()
        let ledger = try await LedgerReading.ledger(configuration)
        let controls = OperatorControls(configuration, at: config.absolutePath)
        let report = try await SwitchChange.asking {
            let book = try await RepairBook.openReading(configuration.repairBook)
            var stacks: [Report.Stack] = []
            for settings in configuration.stacks {
                stacks.append(try await stack(settings, ledger, book, controls))
            }
            let archive = try await ArchiveReport(configuration.archive, ledger)
            return Report(archive: archive, stacks: stacks)
        }
        if json { return try Terminal.json(report) }
        let archive = report.archive.map { [$0.text] } ?? []
        Terminal.print((report.stacks.map(Self.text) + archive).joined(separator: "\n\n"))
    }

    private func stack(
        _ settings: StackSettings, _ ledger: Ledger, _ book: RepairBook?, _ controls: OperatorControls
    ) async throws -> Report.Stack {
        let name = settings.name
        let terraform = ManualTerraform(settings, ProcessInfo.processInfo.environment)
        let structure = try await TierReport(settings, ledger)
        let stackRecord = try await ledger.stackRecord(of: name)
        let believed = stackRecord.believed
        let repairs = try await book?.repairRows(of: name, limit: 5)
        let mutes = try await book?.muteRows(of: name)
        let incidents = try await ledger.openIncidentRows(of: [name])
        let damage =
            stackRecord.damage + incidents.damage + (repairs?.damage ?? []) + (mutes?.damage ?? [])
        return Report.Stack(
            name: name, mode: settings.policy.mode.rawValue, last_cycle: try await ledger.lastCycle(of: name),
            serial: believed?.identity.serial, resources: believed?.identity.resources,
            state_place: StatePlace.words(settings),
            state_versions: try await ledger.backendVersioning(of: name)?.words,
            pauses: PauseReport.all(try await controls.pauses(of: name), file: await controls.pauseFile()),
            breakers: try await controls.openBreakers(of: name).map(BreakerReport.init),
            readings: try await ledger.newestReadings(of: name).map { ReadingReport($0.reading) },
            incidents: incidents.values.reversed().map { IncidentReport($0, settings.policy) },
            repairs: (repairs?.values ?? []).map {
                .init(
                    id: $0.id, kind: $0.kind, started_at: $0.startedAt,
                    outcome: $0.outcome ?? "unknown or running",
                    reason: $0.reason)
            },
            mutes: (mutes?.values ?? []).map {
                .init(address: "\($0.address)", since: $0.since, until: "\($0.until)")
            },
            tiers: structure.tiers, open_ends: structure.open_ends,
            tainted: structure.objects.tainted, deposed: structure.objects.deposed,
            damage: structure.damage,
            orphans: try await ledger.orphans(of: name).map { OrphanReport($0, terraform) },
            damaged: damage.isEmpty ? nil : damage.map(\.description))
    }

    private static func text(_ stack: Report.Stack) -> String {
        let held =
            stack.pauses.map { "  \($0.text)" } + stack.breakers.map { "  \($0.text(stack: stack.name))" }
        guard let last = stack.last_cycle else {
            return (["\(stack.name): not checked yet (mode \(stack.mode))"] + held).joined(separator: "\n")
        }
        let objects = ObjectReport(stack.tainted, stack.deposed)
        var lines = ["\(stack.name): last checked \(last) (mode \(stack.mode))"]
        if let serial = stack.serial, let resources = stack.resources {
            lines.append(
                "  state serial \(serial), \(resources) resources\(objects.counts) (\(stack.state_place))")
        }
        if let damage = stack.damage {
            lines.append("  \(damage); nothing is known of its tiers; run 'terrier snapshots verify'")
        }
        if let versions = stack.state_versions { lines.append("  \(versions)") }
        lines += held
        for damage in stack.damaged ?? [] { lines.append("  \(damage)") }
        if stack.incidents.isEmpty { lines.append("  no open incident") }
        for incident in stack.incidents {
            lines.append(
                "  incident \(incident.id), \(incident.severity), \(incident.rule): \(incident.reading)")
            lines.append("    \(incident.standing)")
        }
        for repair in stack.repairs {
            lines.append("  repair \(repair.id) \(repair.kind): \(repair.outcome)")
        }
        lines += objects.lines
        lines += stack.orphans.lines(stack: stack.name)
        for mute in stack.mutes { lines.append("  muted \(mute.address) until \(mute.until)") }
        lines += TierReport(tiers: stack.tiers, open_ends: stack.open_ends).lines
        lines.append(CheckText.readings(stack.readings.map(\.reading)))
        return lines.joined(separator: "\n")
    }
}

extension BackendVersioning {
    fileprivate var words: String {
        let known = keepsVersions.map {
            "the bucket \(bucket) \($0 ? "keeps" : "does not keep") earlier versions"
        }
        let reason = unknown.map { "whether the bucket \(bucket) keeps earlier versions is not known: \($0)" }
        return known ?? reason ?? "nothing is known about the bucket \(bucket)"
    }
}

extension StatePlace {
    /// How the state of a stack is read, or why this is not known.
    fileprivate static func words(_ settings: StackSettings) -> String {
        var environment = settings.environment
        if let region = settings.region, environment["AWS_REGION"] == nil {
            environment["AWS_REGION"] = region
        }
        do throws(TerraformFault) {
            return try StatePlace.of(
                TerraformStack(
                    name: settings.name, directory: settings.directory, workspace: settings.workspace,
                    environment: environment)
            ).description
        } catch {
            return "not known how it is read: \(error.description)"
        }
    }
}
