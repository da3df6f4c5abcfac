import Decisions
import Notifications

/// What has been said of a stack, so that the journal holds changes and not repetitions.
struct CycleReporter: Sendable {
    private var verdict: (Verdict, [String])?
    private var unknown: [Signal: UnknownSignal] = [:]
    private var missing: Set<Address> = []
    private var unhealthy: [Address: String] = [:]
    /// What is there and not in the state, and whether that was said.
    private var untracked: [Address: Bool] = [:]
    private var snapshot: SnapshotIdentity?
    private var stateFault: String?
    private var pause: String?
    private var breakers: [RepairKind: Breaker] = [:]
    /// What waits for a person is said although it was said before.
    private var isDailyTurn = false

    /// A signal that is unknown.
    private struct UnknownSignal {
        var cause: Unknown.Cause
        var since: Timestamp
        var isLong = false
    }

    /// How long a signal that a rule stands on may be unknown before a person is asked: longer than what passes by itself.
    static let patience = Duration.seconds(900)

    /// The events of one look, those that were said before left out.
    ///
    /// - Parameters:
    ///   - stateFault: why the state was not believed.
    ///   - isRepairing: a repair of the stack goes on, or went on when the look began; nil where the book cannot be read.
    mutating func events(
        for observation: Observation, stateFault fault: String?, checkResult: CheckResult,
        isRepairing: Bool?
    ) -> [Event] {
        stateEvents(observation, fault) + signalEvents(observation, checkResult) + instanceEvents(observation)
            + untrackedEvents(observation, isRepairing: isRepairing)
            + verdictEvents(observation, checkResult)
    }

    private mutating func stateEvents(_ observation: Observation, _ fault: String?) -> [Event] {
        if let fault {
            defer { stateFault = fault }
            return stateFault == fault ? [] : [.stateNotBelieved(why: fault)]
        }
        stateFault = nil
        guard let identity = observation.snapshot, identity != snapshot else { return [] }
        snapshot = identity
        return [.stateBelieved(identity)]
            + observation.removed.map { .resourceRemoved($0, serial: identity.serial) }
    }

    private mutating func signalEvents(_ observation: Observation, _ checkResult: CheckResult) -> [Event] {
        var events: [Event] = []
        // A state that is not believed is the reason of twenty signals: it is said once, with all of them.
        var lost: [(reason: Unknown, signals: [Signal])] = []
        for reading in observation.readings {
            if let reason = reading.reason {
                // What nobody asked for in this look is nothing to tell.
                guard reason.cause != .notAsked else { continue }
                let before = unknown[reading.signal]
                if before?.cause != reason.cause {
                    if let place = lost.firstIndex(where: { $0.reason == reason }) {
                        lost[place].signals.append(reading.signal)
                    } else {
                        lost.append((reason, [reading.signal]))
                    }
                }
                var now = before ?? UnknownSignal(cause: reason.cause, since: observation.at)
                now.cause = reason.cause
                unknown[reading.signal] = now
            } else if unknown.removeValue(forKey: reading.signal) != nil {
                events.append(.signalKnown(reading))
            }
        }
        return lost.map { .signalUnknown($0.signals, $0.reason) } + events
            + longUnknown(observation, checkResult)
    }

    /// One entry for all that have been unknown for too long as of now: they mostly have one cause.
    private mutating func longUnknown(_ observation: Observation, _ checkResult: CheckResult) -> [Event] {
        let watched = Set(checkResult.unknown.map(\.signal) + [.stateReadable, .awsCredentials])
        let long = observation.readings.map(\.signal).filter { signal in
            guard watched.contains(signal), let blind = unknown[signal], !blind.isLong else { return false }
            return observation.at - blind.since >= Self.patience
        }
        for signal in long { unknown[signal]?.isLong = true }
        let since = long.compactMap { unknown[$0]?.since }.min()
        return since.map { [.stillUnknown(long, observation.at - $0)] } ?? []
    }

    private mutating func instanceEvents(_ observation: Observation) -> [Event] {
        var events: [Event] = []
        for instance in observation.instances {
            let address = instance.address
            switch instance.status {
            case .missing:
                unhealthy[address] = nil
                if missing.insert(address).inserted { events.append(.resourceMissing(address)) }
            case .unhealthy(let status):
                if missing.remove(address) != nil { events.append(.resourceBack(address)) }
                if unhealthy.updateValue(status, forKey: address) != status {
                    events.append(.resourceUnhealthy(address, status))
                }
            case .healthy:
                if missing.remove(address) != nil { events.append(.resourceBack(address)) }
                if unhealthy.removeValue(forKey: address) != nil { events.append(.resourceWell(address)) }
            // Nothing is known of it: what was said of it stands.
            case .unknown, .notAsked: break
            }
        }
        forgetGone(observation)
        return events
    }

    /// What AWS has and the state does not: the next apply of anybody would make it once more, and fail.
    ///
    /// While a repair goes on, what it has made is not in the state yet; and one that a person asked for may end in the midst of
    /// a look. So it is said when two looks have shown it, and none between them that it is gone.
    private mutating func untrackedEvents(_ observation: Observation, isRepairing: Bool?) -> [Event] {
        guard let isRepairing, observation.snapshot != nil else { return [] }
        let (lacking, missing) = (Set(observation.remembered), Set(observation.missing))
        untracked = untracked.filter { address, isSaid in
            lacking.contains(address) && !missing.contains(address) && (isSaid || !isRepairing)
        }
        guard !isRepairing else { return [] }
        return observation.untracked.compactMap { address in
            let before = untracked.updateValue(untracked[address] != nil, forKey: address)
            return before == false ? .resourceUntracked(address) : nil
        }
    }

    /// What a believed state names no more is nobody's loss: its going is said by itself.
    private mutating func forgetGone(_ observation: Observation) {
        guard observation.snapshot != nil, !(missing.isEmpty && unhealthy.isEmpty) else { return }
        let there = Set(observation.instances.map(\.address))
        missing.formIntersection(there)
        unhealthy = unhealthy.filter { there.contains($0.key) }
    }

    /// The events of people's switches and of the breakers.
    ///
    /// - Parameter breakers: those that are open; nil where nobody knows.
    mutating func events(pause: String?, breakers open: [Breaker]?) -> [Event] {
        defer { isDailyTurn = false }
        var events: [Event] = []
        if let pause, pause != self.pause || isDailyTurn { events.append(.paused(why: pause)) }
        if pause == nil, self.pause != nil { events.append(.resumed) }
        self.pause = pause
        guard let open else { return events }
        for kind in RepairKind.allCases {
            let (before, now) = (breakers[kind], open.first { $0.kind == kind })
            if let now, now != before || isDailyTurn { events.append(.breakerOpen(now)) }
            if now == nil, before != nil { events.append(.breakerClosed(kind)) }
            breakers[kind] = now
        }
        return events
    }

    /// A day has passed: the next look says once more what waits for a person.
    mutating func beginDay() {
        isDailyTurn = true
        stateFault = nil
        for signal in unknown.keys { unknown[signal]?.isLong = false }
        for address in untracked.keys { untracked[address] = false }
    }

    private mutating func verdictEvents(_ observation: Observation, _ checkResult: CheckResult) -> [Event] {
        let tripped = checkResult.tripped.map(\.name)
        if let verdict, verdict == (checkResult.verdict, tripped) { return [] }
        verdict = (checkResult.verdict, tripped)
        return [
            .verdict(
                checkResult.verdict, resources: observation.snapshot?.resources,
                missing: observation.missing.count,
                tripped: tripped)
        ]
    }
}
