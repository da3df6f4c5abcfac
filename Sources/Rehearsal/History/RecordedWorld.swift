import Decisions

/// The world as it was recorded. The `about` text of the recorded readings names the missing instances and the firing
/// alarms; the rest comes from the state of that time.
struct RecordedWorld {
    private let policy: Policy
    private let account: String
    /// The states after the current one.
    private var later: ArraySlice<RecordedState>
    private var state: RecordedState?
    private var latest: [Signal: Reading] = [:]

    /// - Parameter states: oldest first.
    init(_ policy: Policy, account: String?, states: [RecordedState]) {
        self.policy = policy
        self.account = account ?? ""
        // For the time before the first state, the first state is the best guess.
        state = states.first
        later = states.dropFirst()
    }

    /// Moves on to the state of an instant.
    ///
    /// - Returns: whether the state has changed.
    mutating func takeState(of now: Timestamp) -> Bool {
        var hasChanged = false
        while let next = later.first, next.from <= now {
            state = next
            later.removeFirst()
            hasChanged = true
        }
        return hasChanged
    }

    /// - Returns: the previous reading of the same signal; nil if there was none.
    mutating func take(_ reading: Reading) -> Reading? { latest.updateValue(reading, forKey: reading.signal) }

    func observation(at now: Timestamp) -> Observation {
        let missing = missing
        let instances = instances(missing)
        return Observation(
            at: now, snapshot: latest[.stateReadable]?.value == 0 ? nil : state?.identity,
            readings: readings(missing), instances: instances, removed: addresses(.resourcesRemoved),
            alarms: alarms(instances), lock: lock, account: proof,
            plan: .unknown(Unknown(.notAsked, "no plan was recorded")))
    }

    /// Sorted.
    var missing: [Address] {
        let signals = [Signal.resourcesMissing] + policy.tiers.map { .missing(ofTier: $0.name) }
        return Set(signals.flatMap { addresses($0) }).sorted()
    }

    /// The addresses that the newest reading of a signal names; empty if the reading is unknown or zero.
    private func addresses(_ signal: Signal) -> [Address] {
        guard let reading = latest[signal], reading.value ?? 0 > 0 else { return [] }
        return reading.about?.addresses ?? []
    }

    private func readings(_ missing: [Address]) -> Readings {
        var readings = latest.values.sorted { $0.signal < $1.signal }
        for place in readings.indices where readings[place].signal == .lambdaErrorRate {
            let names = readings[place].about?.names ?? []
            readings[place].worst = state?.functionNames.filter { names.contains($0.value) }.keys.min()
        }
        // For a tier that the configuration did not have then, count its addresses among all missing ones.
        for tier in policy.tiers where latest[.missing(ofTier: tier.name)] == nil {
            guard let all = latest[.resourcesMissing] else { continue }
            var own = all
            own.signal = .missing(ofTier: tier.name)
            if all.value != nil { own.outcome = .known(Double(missing.count { tier.covers($0) })) }
            readings.append(own)
        }
        return Readings(readings)
    }

    private func instances(_ missing: [Address]) -> [InstanceReport] {
        let unhealthy = addresses(.awsUnhealthy)
        let unknown = latest[.resourcesMissing]?.reason
        let named = state?.addresses ?? []
        let gone = missing.filter { !named.contains($0) }
        return (named + gone).sorted().map { address in
            if missing.contains(address) { return InstanceReport(address, .missing) }
            if SimulatedResource(address).service == nil { return InstanceReport(address, .notAsked) }
            if unhealthy.contains(address) { return InstanceReport(address, .unhealthy("as recorded")) }
            return InstanceReport(address, unknown.map { .unknown($0) } ?? .healthy)
        }
    }

    private func alarms(_ instances: [InstanceReport]) -> [AlarmReport] {
        let firing = latest[.alarmsFiring]?.about?.names ?? []
        let flapping = latest[.alarmsFlapping]?.about?.names ?? []
        return instances.filter { $0.address.type == "aws_cloudwatch_metric_alarm" && $0.status != .missing }
            .map { instance in
                let name = state?.alarmNames[instance.address] ?? instance.address.name
                return AlarmReport(
                    address: instance.address, name: name, region: "",
                    state: firing.contains(name) ? .alarm : .ok,
                    changed: nil, actionsEnabled: true, flapping: flapping.contains(name))
            }
    }

    private var lock: LockStatus {
        guard let reading = latest[.lockAge] else { return .free }
        if let reason = reading.reason { return .unknown(reason) }
        guard let who = reading.about?.text else { return .free }
        return .held(LockHolder(id: "recorded", operation: "", who: who, created: "", createdAt: nil))
    }

    private var proof: AccountProof {
        guard let reading = latest[.awsCredentials] else {
            return .unknown(Unknown(.notAsked, "no reading of the credentials was recorded"))
        }
        if let reason = reading.reason { return .unknown(reason) }
        return reading.value == 0
            ? .unknown(Unknown(.denied, reading.about?.text ?? "as recorded")) : .shown(account: account)
    }
}
