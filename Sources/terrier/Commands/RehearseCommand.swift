import ArgumentParser
import Decisions
import Dispatch
import Foundation
import Ledger
import Rehearsal
import Settings

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract:
            "Run the rules on recorded or simulated time, and print what Terrier would have done and when.",
        discussion: """
            With --scenario the stack's rules, guardrails and repairs run in a simulated world with the events of the file. \
            Without it they run on what the service recorded: repairs are requested or held back, but not carried out, and the \
            recorded readings stay as they are. The command calls neither AWS nor Terraform, and writes nothing.

            Exits with 0; 78 if the configuration or the scenario has faults; 1 if nothing was recorded.

            Example:  terrier rehearse --config ./terrier.yaml --scenario ./scenario.yaml
                      terrier rehearse liveinsight-dev --history 7d
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(
        help: "The stack; by default the scenario's, or the only one of the configuration.",
        completion: .stacks)
    var stack: String?

    @Option(
        help: "A file with the faults to simulate, and their times.", completion: .file(extensions: ["yaml"]))
    var scenario: String?

    @Option(
        help: "How much of the record to use, counted back from its end, as in 12h or 7d; 30d by default.")
    var history: String?

    @Flag(help: "Print one JSON document on each line.")
    var json = false

    func run() async throws {
        let configuration = try await config.read()
        guard scenario == nil || history == nil else {
            Terminal.fault(
                "--scenario simulates time and --history uses recorded time; give only one of them")
            throw ExitCode.usage
        }
        let timeline: Timeline
        if let scenario {
            timeline = try await rehearse(scenario, configuration)
        } else {
            timeline = try await rehearse(lasting: try longest(), configuration)
        }
        if json { return try TimelineReport.print(timeline) }
        Terminal.print(timeline.lines.joined(separator: "\n"))
    }

    private func rehearse(_ path: String, _ configuration: Settings.Configuration) async throws -> Timeline {
        do {
            let scenario = try await loadScenario(path)
            let settings = try chosen(stack ?? scenario.stack, in: configuration)
            let world = try await world(of: settings, configuration)
            let rehearsal = try ScenarioRehearsal(scenario, of: settings, in: configuration, world: world)
            return await onAThread { rehearsal.run() }
        } catch let faults as SettingsFaults {
            for fault in faults.faults { Terminal.fault(fault.description) }
            throw ExitCode.configuration
        }
    }

    private func longest() throws -> Duration {
        let text = history ?? "30d"
        guard let longest = Duration(words: text), longest >= .seconds(60) else {
            Terminal.fault(
                "--history '\(text)' is no duration of at least one minute; write it as in 12h or 7d")
            throw ExitCode.usage
        }
        return longest
    }

    private func rehearse(
        lasting longest: Duration, _ configuration: Settings.Configuration
    ) async throws -> Timeline {
        let settings = try chosen(stack, in: configuration)
        let ledger = try await LedgerReading.ledger(configuration)
        let record = try await LedgerReading.asking {
            try await HistoryRehearsal.Record(of: settings.name, in: ledger, longest: longest)
        }
        guard let record else {
            Terminal.fault(
                "\(configuration.ledger): nothing is recorded for \(settings.name); let 'terrier run' watch it, or use "
                    + "--scenario")
            throw ExitCode.failure
        }
        let rehearsal = HistoryRehearsal(
            record, of: settings, interval: configuration.interval, longest: longest)
        return await onAThread { rehearsal.run() }
    }

    private func chosen(_ name: String?, in configuration: Settings.Configuration) throws -> StackSettings {
        let stacks = try ConfigurationOption.stacks(name.map { [$0] } ?? [], in: configuration)
        guard let only = stacks.first, stacks.count == 1 else {
            let names = stacks.map(\.name).joined(separator: ", ")
            Terminal.fault("the configuration has several stacks; name one of \(names)")
            throw ExitCode.usage
        }
        return only
    }

    /// The simulated world: with the resources of the newest believed state, or of the policy if there is no ledger or no such
    /// state.
    private func world(
        of settings: StackSettings, _ configuration: Settings.Configuration
    ) async throws -> RehearsedWorld {
        guard FileManager.default.fileExists(atPath: configuration.ledger) else {
            return RehearsedWorld(settings.policy)
        }
        let ledger = try await LedgerReading.ledger(configuration)
        let body = try await LedgerReading.asking { try await ledger.believedBody(of: settings.name) }
        guard let body, let world = try? RehearsedWorld(body: body, of: settings.name) else {
            return RehearsedWorld(settings.policy)
        }
        return world
    }

    /// Runs `work` on a Dispatch thread: a rehearsal blocks its thread until it ends.
    private func onAThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}
