import Decisions

/// The world as the recorded readings tell of it: which instances were missing and which alarms fired stands in what they
/// are about, the rest in the state of the time.
struct RecordedWorld {
    private let policy: Policy
    private let account: String
    /// Those that come after the one of now.
    private var later: ArraySlice<RecordedState>
    private var state: RecordedState?
    private var latest: [Signal: Reading] = [:]

    /// - Parameter states: in the order of time.
    init(_ policy: Policy, account: String?, states: [RecordedState]) {
        self.policy = policy
        self.account = account ?? ""
        // What was recorded before the first is best told by the first.
        state = states.first
        later = states.dropFirst()
    }

    /// - Returns: whether the state of an instant is another one than before.
    mutating func takeState(of now: Timestamp) -> Bool {
        var moved = false
        while let next = later.first, next.from <= now {
            state = next
            later.removeFirst()
            moved = true
        }
        return moved
    }

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

    /// In the order of their addresses.
    var missing: [Address] {
        let signals = [Signal.resourcesMissing] + policy.tiers.map { .missing(ofTier: $0.name) }
        return Set(signals.flatMap { addresses($0) }).sorted()
    }

    /// What a reading is about, where it is known.
    private func addresses(_ signal: Signal) -> [Address] {
        guard let reading = latest[signal], reading.value ?? 0 > 0 else { return [] }
        return reading.about?.addresses ?? []
    }

    private func readings(_ missing: [Address]) -> Readings {
        var readings = latest.values.sorted { $0.signal < $1.signal }
        // A tier that the configuration did not have then is counted from what was missing of all.
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
        let unwell = addresses(.awsUnhealthy)
        let unknown = latest[.resourcesMissing]?.reason
        let named = state?.addresses ?? []
        let gone = missing.filter { !named.contains($0) }
        return (named + gone).sorted().map { address in
            if missing.contains(address) { return InstanceReport(address, .missing) }
            if SimulatedResource(address).service == nil { return InstanceReport(address, .notAsked) }
            if unwell.contains(address) { return InstanceReport(address, .unhealthy("as recorded")) }
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
            return .unknown(Unknown(.notAsked, "nothing was recorded of the credentials"))
        }
        if let reason = reading.reason { return .unknown(reason) }
        return reading.value == 0
            ? .unknown(Unknown(.denied, reading.about?.text ?? "as recorded")) : .shown(account: account)
    }
}
