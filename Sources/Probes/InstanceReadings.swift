import Decisions

/// The signals that count instances of the state, for the whole stack and for each tier.
struct InstanceReadings {
    private let observation: Observation
    /// Why there is no state; nil if there is one.
    private let noState: Unknown?
    private let tiers: [Tier]

    init(_ observation: Observation, _ noState: Unknown?, tiers: [Tier]) {
        self.observation = observation
        self.noState = noState
        self.tiers = tiers
    }

    var all: [Reading] {
        let parts = [(nil as Tier?, Signals.stack)] + tiers.map { ($0, Signals(ofTier: $0.name)) }
        guard observation.snapshot != nil else {
            let reason = noState ?? Unknown(.noState, "")
            return parts.flatMap { _, signals in signals.all.map { .unknown($0, reason) } }
        }
        return parts.flatMap { tier, signals in
            readings(observation.instances.filter { tier?.covers($0.address) ?? true }, signals)
        }
    }

    private func readings(_ instances: [InstanceReport], _ signals: Signals) -> [Reading] {
        [
            count(signals.missing, of: instances) { $0 == .missing },
            count(signals.unhealthy, of: instances) {
                if case .unhealthy = $0 { return true }
                return false
            },
            .count(signals.unseen, of: instances.filter { $0.sight == .unseen }.map(\.address)),
        ]
    }

    /// One instance with an unknown status makes the count unknown: it might be one higher.
    private func count(
        _ signal: Signal, of instances: [InstanceReport], where matches: (InstanceStatus) -> Bool
    ) -> Reading {
        var found: [Address] = []
        for instance in instances {
            if case .unknown(let reason) = instance.status { return .unknown(signal, reason) }
            if matches(instance.status) { found.append(instance.address) }
        }
        return .count(signal, of: found)
    }

    private struct Signals {
        var missing: Signal
        var unhealthy: Signal
        var unseen: Signal

        static let stack = Signals(
            missing: .resourcesMissing, unhealthy: .awsUnhealthy, unseen: .resourcesUnseen)

        init(missing: Signal, unhealthy: Signal, unseen: Signal) {
            self.missing = missing
            self.unhealthy = unhealthy
            self.unseen = unseen
        }

        init(ofTier tier: String) {
            self.init(
                missing: .missing(ofTier: tier), unhealthy: .unhealthy(ofTier: tier),
                unseen: .unseen(ofTier: tier))
        }

        var all: [Signal] { [missing, unhealthy, unseen] }
    }
}

extension Reading {
    /// How many addresses there are, and which.
    static func count(_ signal: Signal, of addresses: [Address]) -> Reading {
        .known(signal, Double(addresses.count), about: addresses.isEmpty ? nil : .addresses(addresses))
    }
}
