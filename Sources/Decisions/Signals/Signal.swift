/// The name of a signal: `resources.count`, `tier.foundation.missing`.
public struct Signal: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let name: String

    /// Any name; whether there is such a signal is `Signal.unit`'s to say.
    public init(_ name: String) {
        self.name = name
    }

    public var description: String { name }

    public static func < (left: Signal, right: Signal) -> Bool { left.name < right.name }

    public static let stateReadable = Signal("state.readable")
    public static let stateAge = Signal("state.age")
    public static let resourcesCount = Signal("resources.count")
    public static let resourcesMissing = Signal("resources.missing")
    public static let resourcesRemoved = Signal("resources.removed")
    public static let resourcesDrop = Signal("resources.drop")
    public static let planError = Signal("plan.error")
    public static let planCreates = Signal("plan.creates")
    public static let planUpdates = Signal("plan.updates")
    public static let planDeletes = Signal("plan.deletes")
    public static let planReplaces = Signal("plan.replaces")
    public static let planDrift = Signal("plan.drift")
    public static let lockAge = Signal("lock.age")
    public static let awsCredentials = Signal("aws.credentials")
    public static let awsUnhealthy = Signal("aws.unhealthy")
    public static let lambdaErrorRate = Signal("lambda.error_rate")
    public static let api4xxRate = Signal("api.4xx_rate")
    public static let api5xxRate = Signal("api.5xx_rate")
    public static let apiReachable = Signal("api.reachable")
    public static let apiCORS = Signal("api.cors")
    public static let costEstimated = Signal("cost.estimated")
    public static let alarmsFiring = Signal("alarms.firing")
    public static let alarmsFlapping = Signal("alarms.flapping")

    /// The signal that counts a tier's missing instances.
    public static func missing(ofTier tier: String) -> Signal { Signal("tier.\(tier).missing") }

    /// The tier that a `tier.NAME.missing` signal is about.
    public var tier: String? {
        guard name.hasPrefix("tier."), name.hasSuffix(".missing") else { return nil }
        let tier = name.dropFirst("tier.".count).dropLast(".missing".count)
        return tier.isEmpty ? nil : String(tier)
    }

    /// The unit of this signal; nil where there is no signal of this name.
    public var unit: SignalUnit? {
        if tier != nil { return .count }
        return Self.catalogue.first { $0.signal == self }?.unit
    }

    /// Rules on these say something of the watching itself: they notify and never repair.
    public var isAboutWatching: Bool {
        self == .stateReadable || self == .stateAge || self == .awsCredentials || self == .planError
    }

    /// Rates rest on a number of requests, and may ask for a least one.
    public var isRate: Bool {
        self == .lambdaErrorRate || self == .api4xxRate || self == .api5xxRate
    }

    /// Every signal but the tiers' own, with its unit, in the order in which people read them.
    public static let catalogue: [(signal: Signal, unit: SignalUnit)] = [
        (.stateReadable, .bool), (.stateAge, .duration),
        (.resourcesCount, .count), (.resourcesMissing, .count), (.resourcesRemoved, .count),
        (.resourcesDrop, .percent),
        (.planError, .bool), (.planCreates, .count), (.planUpdates, .count), (.planDeletes, .count),
        (.planReplaces, .count), (.planDrift, .count),
        (.lockAge, .duration), (.awsCredentials, .bool), (.awsUnhealthy, .count),
        (.lambdaErrorRate, .percent), (.api4xxRate, .percent), (.api5xxRate, .percent),
        (.apiReachable, .bool), (.apiCORS, .bool), (.costEstimated, .usd),
        (.alarmsFiring, .count), (.alarmsFlapping, .count),
    ]
}

/// The unit of a signal's value.
public enum SignalUnit: String, Sendable, Codable, CaseIterable {
    /// 1 is true, 0 is false.
    case bool
    case count
    /// 0 to 100.
    case percent
    /// Seconds.
    case duration
    /// United States dollars.
    case usd = "USD"
}
