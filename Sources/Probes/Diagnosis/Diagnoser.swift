public import Decisions
import Foundation
import Terraform

/// Gathers what a person would look at first: the plan, the resources against the last good snapshot, the lock, the log
/// groups, the last errors in the functions' logs. Reads alone, and holds no lock.
///
/// Its parts go side by side, each within the same time; one that fails or takes too long says so, and the others stand.
public struct Diagnoser: Sendable {
    let probe: StackProbe
    private let limit: Duration

    /// - Parameter limit: for all of it.
    public init(_ probe: StackProbe, within limit: Duration = .seconds(60)) {
        var probe = probe
        probe.terraform.stack.deadline = min(probe.terraform.stack.deadline, limit)
        self.probe = probe
        self.limit = limit
    }

    /// One thing to look at.
    struct Part: Sendable {
        var what: String
        var gather: @Sendable () async -> [String]

        init(_ what: String, _ gather: @escaping @Sendable () async -> [String]) {
            self.what = what
            self.gather = gather
        }
    }

    /// - Parameters:
    ///   - probeResult: the one in which the incident opened: what it knows is not asked for again.
    ///   - addresses: what the incident is about; their logs come first.
    public func findings(in probeResult: ProbeResult, concerning addresses: [Address]) async -> [Diagnosis
        .Finding]
    {
        let parts =
            [
                Part("plan") { await plan(probeResult) }, Part("resources") { Self.resources(probeResult) },
                Part("lock") { Self.lock(probeResult.observation.lock) },
                Part("log groups") { await logGroups(probeResult) },
            ] + logParts(probeResult, concerning: addresses)
        return await withTaskGroup(of: (Int, Diagnosis.Finding).self) { group in
            for (place, part) in parts.enumerated() { group.addTask { (place, await finding(part)) } }
            var found: [(Int, Diagnosis.Finding)] = []
            for await finding in group { found.append(finding) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func finding(_ part: Part) async -> Diagnosis.Finding {
        let lines = await withTaskGroup(of: [String]?.self) { group in
            group.addTask { await part.gather() }
            group.addTask { [limit] in
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        let why = Task.isCancelled ? "terrier was asked to stop" : "it was not known within \(limit.words)"
        return Diagnosis.Finding(part.what, (lines ?? ["not looked at: \(why)"]).map { SafeLine.of($0) })
    }

    /// The look's own plan, or one that is made now.
    private func plan(_ probeResult: ProbeResult) async -> [String] {
        var outcome = probeResult.observation.plan
        if case .unknown(let reason) = outcome, reason.cause == .notAsked {
            guard let state = probeResult.state else { return [Self.withoutState(probeResult)] }
            outcome = await probe.plan(true, from: state, probeResult.observation.account)
        }
        switch outcome {
        case .failed(let why): return ["the plan failed: \(why)"]
        case .unknown(let reason): return ["the plan is unknown (\(reason))"]
        case .planned(let summary): return Self.lines(of: summary)
        }
    }

    static func lines(of plan: PlanSummary) -> [String] {
        let changes = plan.changes.filter { $0.action != .read }
        guard !changes.isEmpty || !plan.drift.isEmpty else { return ["no changes"] }
        let counts = [PlannedChange.Action.create, .update, .delete, .replace].map {
            "\(plan.count($0)) to \($0.rawValue)"
        }
        return ["\(counts.joined(separator: ", ")), \(plan.drift.count) changed outside Terraform"]
            + some(changes.map { "\($0.action.rawValue) \($0.address)" })
            + some(plan.drift.map { "changed outside Terraform: \($0)" })
    }

    static func lock(_ status: LockStatus) -> [String] {
        switch status {
        case .free: return ["nobody holds the state lock"]
        case .unknown(let reason): return ["the state lock is unknown (\(reason))"]
        case .held(let holder):
            return [
                "\(holder.who) holds the state lock since \(holder.created) (\(holder.operation), id \(holder.id))"
            ]
        }
    }

    /// Every instance with what AWS said of it, the worst first, and what the last good snapshot had besides or had not.
    static func resources(_ probeResult: ProbeResult) -> [String] {
        guard let state = probeResult.state else {
            let last = probeResult.before.map {
                "the last good snapshot, serial \($0.identity.serial) of \($0.seen), has \($0.identity.resources) resources"
            }
            return [withoutState(probeResult)] + (last.map { [$0] } ?? [])
        }
        var (bad, well, counts) = ([String](), [String](), (missing: 0, unhealthy: 0, unknown: 0))
        for instance in probeResult.observation.instances {
            switch instance.status {
            case .missing:
                counts.missing += 1
                bad.append("missing: \(instance.address)")
            case .unhealthy(let status):
                counts.unhealthy += 1
                bad.append("unhealthy: \(instance.address): \(status)")
            case .unknown(let reason):
                counts.unknown += 1
                bad.append("unknown: \(instance.address) (\(reason))")
            case .healthy: well.append("there: \(instance.address)")
            case .notAsked: well.append("not asked: \(instance.address)")
            }
        }
        let head =
            "\(state.identity.resources) resources at serial \(state.serial): \(counts.missing) missing, \(counts.unhealthy) unhealthy, \(counts.unknown) unknown"
        return [head] + some(bad) + some(differences(probeResult, state)) + some(well)
    }

    private static func differences(_ probeResult: ProbeResult, _ state: State) -> [String] {
        guard let before = probeResult.before else { return ["there is no snapshot before this one"] }
        let serial = before.identity.serial
        guard before.identity.lineage == state.lineage else {
            return ["the last good snapshot, serial \(serial), is of another lineage"]
        }
        let (now, then) = (state.managed.map(\.address), before.addresses)
        let lines =
            Set(then).subtracting(now).sorted().map { "gone since serial \(serial): \($0)" }
            + Set(now).subtracting(then).sorted().map { "new since serial \(serial): \($0)" }
        return lines.isEmpty ? ["the last good snapshot, serial \(serial), has the same resources"] : lines
    }

    static func withoutState(_ probeResult: ProbeResult) -> String {
        "the state could not be read: \(probeResult.stateFault?.description ?? "no reason given")"
    }

    /// The first of so many lines, and how many more there are.
    private static func some(_ lines: [String], most: Int = 40) -> [String] {
        lines.count <= most ? lines : lines.prefix(most) + ["and \(lines.count - most) more"]
    }
}
