import Decisions
import Notifications

/// What has been said of a stack, so that the journal holds changes and not repetitions.
struct Announcer: Sendable {
    private var verdict: (Verdict, [String])?
    private var unknown: [Signal: Unknown.Cause] = [:]
    private var missing: Set<Address> = []
    private var unhealthy: [Address: String] = [:]
    private var snapshot: SnapshotIdentity?
    private var stateFault: String?

    /// The events of one look, those that were said before left out.
    ///
    /// - Parameter stateFault: why the state was not believed.
    mutating func events(
        for observation: Observation, stateFault fault: String?, judgement: Judgement
    ) -> [Event] {
        stateEvents(observation, fault) + signalEvents(observation) + instanceEvents(observation)
            + verdictEvents(observation, judgement)
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

    private mutating func signalEvents(_ observation: Observation) -> [Event] {
        var events: [Event] = []
        for reading in observation.readings {
            if let reason = reading.reason {
                // What nobody asked for in this look is nothing to tell.
                guard reason.cause != .notAsked else { continue }
                if unknown.updateValue(reason.cause, forKey: reading.signal) != reason.cause {
                    events.append(.signalUnknown(reading.signal, reason))
                }
            } else if unknown.removeValue(forKey: reading.signal) != nil {
                events.append(.signalKnown(reading))
            }
        }
        return events
    }

    private mutating func instanceEvents(_ observation: Observation) -> [Event] {
        var events: [Event] = []
        var unhealthyNow: [Address: String] = [:]
        for instance in observation.instances {
            switch instance.status {
            case .missing:
                if missing.insert(instance.address).inserted {
                    events.append(.resourceMissing(instance.address))
                }
            case .unhealthy(let status):
                unhealthyNow[instance.address] = status
                if unhealthy[instance.address] != status {
                    events.append(.resourceUnhealthy(instance.address, status))
                }
            case .healthy: missing.remove(instance.address)
            case .unknown, .notAsked: break
            }
        }
        unhealthy = unhealthyNow
        return events
    }

    private mutating func verdictEvents(_ observation: Observation, _ judgement: Judgement) -> [Event] {
        let tripped = judgement.tripped.map(\.name)
        if let verdict, verdict == (judgement.verdict, tripped) { return [] }
        verdict = (judgement.verdict, tripped)
        return [
            .verdict(
                judgement.verdict, resources: observation.snapshot?.resources,
                missing: observation.missing.count,
                tripped: tripped)
        ]
    }
}
