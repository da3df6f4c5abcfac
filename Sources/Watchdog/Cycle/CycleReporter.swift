import Decisions
import Notifications

/// Remembers what was logged about a stack, so that the journal holds changes and not repetitions.
struct CycleReporter: Sendable {
    private var verdict: (Verdict, [String], isPlanFailing: Bool)?
    private var unknown: [Signal: UnknownSignal] = [:]
    private var missing: Set<Address> = []
    private var unhealthy: [Address: String] = [:]
    /// Resources that exist and are not in the state, and whether that was logged.
    private var untracked: [Address: Bool] = [:]
    private var snapshot: SnapshotIdentity?
    private var stateFault: String?
    private var unsavedState: String?
    private var pause: String?
    private var breakers: [RepairKind: Breaker] = [:]
    /// What needs a person is logged again, although it was logged before.
    private var isDailyTurn = false

    /// A signal that is unknown.
    private struct UnknownSignal {
        var cause: Unknown.Cause
        var since: Timestamp
        var isLong = false
    }

    /// How long a signal that a rule uses may be unknown before a person is asked to look: longer than most short outages.
    static let patience = Duration.seconds(900)

    /// The events of one cycle, without those that were logged before.
    ///
    /// - Parameters:
    ///   - stateFault: why the state was not believed.
    ///   - isRepairing: whether a repair of the stack runs, or ran when the cycle began; nil if the book cannot be read.
    mutating func events(
        for observation: Observation, stateFault fault: String?, checkResult: CheckResult,
        isRepairing: Bool?
    ) -> [Event] {
        stateEvents(observation, fault) + unsavedStateEvents(observation)
            + signalEvents(observation, checkResult) + instanceEvents(observation)
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

    private mutating func unsavedStateEvents(_ observation: Observation) -> [Event] {
        let words = observation.unsavedState?.words
        defer { unsavedState = words }
        guard let words, words != unsavedState else { return [] }
        return [.stateUnsaved(why: words)]
    }

    private mutating func signalEvents(_ observation: Observation, _ checkResult: CheckResult) -> [Event] {
        var events: [Event] = []
        // A state that is not believed makes twenty signals unknown: they are logged together, in one entry.
        var lost: [(reason: Unknown, signals: [Signal])] = []
        for reading in observation.readings {
            if let reason = reading.reason {
                // A signal that was not read in this cycle is not logged.
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

    /// One entry for all signals that have now been unknown for too long: they mostly have one cause.
    private mutating func longUnknown(_ observation: Observation, _ checkResult: CheckResult) -> [Event] {
        let watched = Set(checkResult.unknown.map(\.signal) + [.stateReadable, .awsCredentials])
        let long = observation.readings.map(\.signal).filter { signal in
            guard watched.contains(signal), let entry = unknown[signal], !entry.isLong else { return false }
            return observation.at - entry.since >= Self.patience
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
                if missing.insert(address).inserted {
                    events.append(.resourceMissing(address, instance.sight))
                }
            case .unhealthy(let status):
                if missing.remove(address) != nil { events.append(.resourceBack(address)) }
                if unhealthy.updateValue(status, forKey: address) != status {
                    events.append(.resourceUnhealthy(address, status))
                }
            case .healthy:
                if missing.remove(address) != nil { events.append(.resourceBack(address)) }
                if unhealthy.removeValue(forKey: address) != nil { events.append(.resourceWell(address)) }
            // Nothing is known about it: what was logged before still applies.
            case .unknown, .notAsked: break
            }
        }
        forgetGone(observation)
        return events
    }

    /// Resources that exist in AWS and are not in the state: the next apply, whoever runs it, would try to create them again, and
    /// fail.
    ///
    /// While a repair runs, what it has created is not in the state yet; and a repair that a person asked for may end in the
    /// middle of a cycle. So it is logged when two cycles have shown it, with no cycle between them that showed it gone.
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

    /// Forgets what a believed state no longer names: its removal is an event of its own.
    private mutating func forgetGone(_ observation: Observation) {
        guard observation.snapshot != nil, !(missing.isEmpty && unhealthy.isEmpty) else { return }
        let there = Set(observation.instances.map(\.address))
        missing.formIntersection(there)
        unhealthy = unhealthy.filter { there.contains($0.key) }
    }

    /// The events about operators' switches and about breakers.
    ///
    /// - Parameter breakers: those that are open; nil if that is not known.
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

    /// Called once a day: the next cycle logs again whatever still needs a person.
    mutating func beginDay() {
        isDailyTurn = true
        stateFault = nil
        unsavedState = nil
        for signal in unknown.keys { unknown[signal]?.isLong = false }
        for address in untracked.keys { untracked[address] = false }
    }

    private mutating func verdictEvents(_ observation: Observation, _ checkResult: CheckResult) -> [Event] {
        let tripped = checkResult.tripped.map(\.name)
        var isPlanFailing = false
        if case .failed = observation.plan { isPlanFailing = true }
        if let verdict, verdict == (checkResult.verdict, tripped, isPlanFailing) { return [] }
        verdict = (checkResult.verdict, tripped, isPlanFailing)
        return [
            .verdict(
                checkResult.verdict, resources: observation.snapshot?.resources,
                seen: observation.seenWords(),
                tripped: tripped)
        ]
    }
}
