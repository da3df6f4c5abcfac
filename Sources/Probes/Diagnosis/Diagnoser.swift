public import Decisions
import Foundation
import Terraform

/// Collects what a person would check first: the plan, the resources compared with the last good snapshot, the lock, the log
/// groups, the last errors in the functions' logs. It only reads, and holds no lock.
///
/// Its parts run concurrently, each with the same time limit. A part that fails or times out reports that, and does not affect
/// the others.
public struct Diagnoser: Sendable {
    let probe: StackProbe
    private let limit: Duration

    /// - Parameter limit: the time limit of the whole diagnosis.
    public init(_ probe: StackProbe, within limit: Duration = .seconds(60)) {
        var probe = probe
        probe.terraform.stack.deadline = min(probe.terraform.stack.deadline, limit)
        self.probe = probe
        self.limit = limit
    }

    /// One thing to check.
    struct Part: Sendable {
        var what: String
        var gather: @Sendable () async -> [String]

        init(_ what: String, _ gather: @escaping @Sendable () async -> [String]) {
            self.what = what
            self.gather = gather
        }
    }

    /// - Parameters:
    ///   - probeResult: the result with which the incident opened. What it contains is not queried again.
    ///   - addresses: what the incident is about. The logs of these functions come first.
    public func findings(in probeResult: ProbeResult, concerning addresses: [Address]) async -> [Diagnosis
        .Finding]
    {
        let homes = probe.homes(in: probeResult)
        let parts =
            [
                Part("plan") { await plan(probeResult, homes) },
                Part("resources") { Self.resources(probeResult) },
                Part("lock") { Self.lock(probeResult.observation.lock) },
                Part("log groups") { await logGroups(probeResult, homes) },
            ] + logParts(probeResult, homes, concerning: addresses)
        return await withTaskGroup(of: (Int, Diagnosis.Finding).self) { group in
            for (place, part) in parts.enumerated() { group.addTask { (place, await finding(part)) } }
            var found: [(Int, Diagnosis.Finding)] = []
            for await finding in group { found.append(finding) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func finding(_ part: Part) async -> Diagnosis.Finding {
        let lines = await withTaskGroup(of: [String]?.self) { group in
            group.addTask {
                let lines = await part.gather()
                // What was cancelled half-way is not reported as if AWS had failed.
                return Task.isCancelled ? nil : lines
            }
            group.addTask { [limit] in
                try? await Task.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        let why = Task.isCancelled ? "terrier was asked to stop" : "no result within \(limit.words)"
        return Diagnosis.Finding(part.what, (lines ?? ["not checked: \(why)"]).map { SafeLine.of($0) })
    }

    /// The plan of the probe result's own cycle; if it has none, a new plan. An older one may be from before what happened.
    private func plan(_ probeResult: ProbeResult, _ homes: Homes) async -> [String] {
        var outcome = probeResult.observation.plan
        var isOld = probeResult.observation.planAt != probeResult.observation.at
        if case .unknown(let reason) = outcome { isOld = reason.cause == .notAsked }
        if isOld {
            guard let state = probeResult.state else { return [Self.withoutState(probeResult)] }
            let order = StackProbe.ProbeOptions(plan: true, now: probeResult.observation.at)
            outcome = await probe.plan(order, from: state, homes).outcome
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
            + some(plan.failedChecks.map { "fails: \($0)" })
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

    /// All instances with their status, the worst first, and the differences from the last good snapshot.
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
        guard let before = probeResult.before else { return ["there is no earlier snapshot"] }
        let serial = before.identity.serial
        guard before.identity.lineage == state.lineage else {
            return ["the last good snapshot, serial \(serial), has another lineage"]
        }
        let (now, then) = (state.managed.map(\.address), before.addresses)
        let deposed = Set(state.deposed.filter(\.isAlone).map(\.address))
        let lines =
            Set(then).subtracting(now).subtracting(deposed).sorted().map {
                "gone since serial \(serial): \($0)"
            }
            + deposed.intersection(then).sorted().map {
                "only a deposed object is left since serial \(serial): \($0)"
            }
            + Set(now).subtracting(then).sorted().map { "new since serial \(serial): \($0)" }
        return lines.isEmpty ? ["the last good snapshot, serial \(serial), has the same resources"] : lines
    }

    static func withoutState(_ probeResult: ProbeResult) -> String {
        "the state could not be read: \(probeResult.stateFault?.description ?? "no reason given")"
    }

    /// The first `most` lines, and how many more there are.
    private static func some(_ lines: [String], most: Int = 40) -> [String] {
        lines.count <= most ? lines : lines.prefix(most) + ["and \(lines.count - most) more"]
    }
}
