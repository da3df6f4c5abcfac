import Commands
import Decisions
import Foundation
import Ledger
import Notifications
import Repairs

/// Starts repairs, each as a process of its own, and tells what becomes of them.
///
/// A repair outlives the cycle that asked for it and a reload of the configuration; nothing here ever stops one.
actor RepairDesk {
    private let executable: String
    private let environment: [String: String]
    private let events: EventLog
    private var running: [String: Task<Void, Never>] = [:]

    init(executable: String, environment: [String: String], events: EventLog) {
        self.executable = executable
        self.environment = environment
        self.events = events
    }

    var count: Int { running.count }

    func isBusy(_ stack: String) -> Bool { running[stack] != nil }

    /// - Parameters:
    ///   - configuration: the file that the repairer reads for itself.
    ///   - longest: how long a whole repair may take.
    func start(_ request: RepairRequest, configuration: String, longest: Duration, ledger: Ledger) {
        guard running[request.stack] == nil else { return }
        running[request.stack] = Task {
            await perform(request, configuration: configuration, longest: longest, ledger: ledger)
            running[request.stack] = nil
        }
    }

    /// Returns once every repair under way has ended.
    func drain() async {
        while let task = running.values.first { await task.value }
    }

    private func perform(
        _ request: RepairRequest, configuration: String, longest: Duration, ledger: Ledger
    ) async {
        await events.write(
            .repairStarted(
                kind: request.kind, rule: request.rule, incident: request.incident,
                addresses: request.addresses,
                apply: request.apply),
            stack: request.stack)
        let started = Timestamp.now
        let teller = RepairTeller(request: request, events: events)
        let result: Result<CommandResult, CommandFault>
        do throws(CommandFault) {
            let input = (try? JSONEncoder().encode(request)).map(Array.init) ?? []
            let command = Command(
                executable, ["repairer", "--config", configuration], environment: Self.allowed(environment),
                input: input,
                deadline: longest, grace: .seconds(600), limit: 1 << 20)
            result = .success(try await run(command) { line in await teller.take(line) })
        } catch {
            result = .failure(error)
        }
        let last = await teller.last
        if last?.outcome == nil {
            let why = Self.ending(result)
            await events.write(
                .repairOutcomeUnknown(
                    repair: last?.repair, kind: request.kind, incident: request.incident, why: why),
                stack: request.stack)
        }
        guard let incident = request.incident else { return }
        await remember(await teller.action(startedAt: started), of: incident, request.stack, in: ledger)
    }

    private func remember(_ action: IncidentAction, of incident: String, _ stack: String, in ledger: Ledger)
        async
    {
        do {
            try await ledger.addAction(action, to: incident)
        } catch {
            await events.write(.ledgerFault(error.description), stack: stack)
        }
    }

    private static func ending(_ result: Result<CommandResult, CommandFault>) -> String {
        switch result {
        case .failure(let fault): return fault.description
        case .success(let result):
            switch result.status {
            case .exited(let code): return "exit code \(code)"
            case .signalled(let signal): return "signal \(signal)"
            }
        }
    }

    /// The repairer finds its own credentials as the watcher does: through the same variables and files.
    private static func allowed(_ environment: [String: String]) -> [String: String] {
        let own = environment.filter { name, _ in
            name.hasPrefix("AWS_") || ["CREDENTIALS_DIRECTORY", "RUNTIME_DIRECTORY"].contains(name)
        }
        return AllowedEnvironment.make(from: environment, adding: own)
    }
}

/// Turns the repairer's lines into events, and remembers what the incident's record needs.
private actor RepairTeller {
    let request: RepairRequest
    let events: EventLog
    private(set) var last: RepairLine?
    private var actions: [String] = []
    private var serialBefore: UInt64?

    init(request: RepairRequest, events: EventLog) {
        self.request = request
        self.events = events
    }

    func take(_ text: String) async {
        guard let line = try? JSONDecoder().decode(RepairLine.self, from: Data(text.utf8)) else { return }
        last = line
        if !line.actions.isEmpty { actions = line.actions }
        if line.step == .snapshot { serialBefore = line.serial }
        for event in line.events(of: request) { await events.write(event, stack: request.stack) }
    }

    func action(startedAt: Timestamp) -> IncidentAction {
        IncidentAction(
            repair: last?.repair ?? "none", kind: request.kind.rawValue, startedAt: startedAt.description,
            endedAt: Timestamp.now.description, outcome: last?.outcome?.rawValue ?? "unknown",
            actions: actions,
            reason: last?.message, serialBefore: serialBefore,
            serialAfter: last?.outcome == nil ? nil : last?.serial)
    }
}

extension RepairLine {
    /// What a line says, as events: the last one by its outcome, an inspected plan by its actions.
    func events(of request: RepairRequest) -> [Event] {
        let (kind, incident) = (request.kind, request.incident)
        switch outcome {
        case .repaired:
            let emptied = addresses.filter { kind == .emergencyDeploy && $0.type == "aws_dynamodb_table" }
            return [
                .repaired(
                    repair: repair, kind: kind, incident: incident, message: message, serial: serial,
                    lineage: lineage)
            ] + emptied.map { .tableEmpty(repair: repair, $0) }
        case .refused:
            return [.repairRefused(repair: repair, kind: kind, incident: incident, refusals: refusals)]
        case .wouldApply:
            return [.wouldApply(repair: repair, kind: kind, incident: incident, actions: actions)]
        case .failed, .notVerified:
            return [.repairFailed(repair: repair, kind: kind, incident: incident, message: message)]
        case nil where step == .inspect:
            return [.repairPlanned(repair: repair, kind: kind, incident: incident, actions: actions)]
        case nil:
            return [
                .repairStep(
                    repair: repair, kind: kind, incident: incident, message: message, serial: serial,
                    lineage: lineage)
            ]
        }
    }
}
