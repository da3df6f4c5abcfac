/// The name of a signal: `resources.count`, `tier.foundation.missing`.
public struct Signal: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let name: String

    /// Accepts any name. `Signal.unit` is nil if there is no such signal.
    public init(_ name: String) {
        self.name = name
    }

    public var description: String { name }

    public static func < (left: Signal, right: Signal) -> Bool { left.name < right.name }

    /// The signal that counts a tier's missing instances.
    public static func missing(ofTier tier: String) -> Signal { Signal("tier.\(tier).missing") }

    /// The signal that counts a tier's instances with a bad status.
    public static func unhealthy(ofTier tier: String) -> Signal { Signal("tier.\(tier).unhealthy") }

    /// The signal that counts a tier's instances that nothing looked at.
    public static func unseen(ofTier tier: String) -> Signal { Signal("tier.\(tier).unseen") }

    /// The tier that a signal of a tier is about: `tier.NAME.missing`, `tier.NAME.unhealthy` or `tier.NAME.unseen`.
    public var tier: String? { tierAndCount?.tier }

    /// What a signal of a tier counts of that tier.
    var tierAndCount: (tier: String, count: TierCount)? {
        guard name.hasPrefix("tier.") else { return nil }
        for count in TierCount.allCases where name.hasSuffix("." + count.rawValue) {
            let tier = name.dropFirst("tier.".count).dropLast(count.rawValue.count + 1)
            return tier.isEmpty ? nil : (String(tier), count)
        }
        return nil
    }

    /// What is counted of each tier.
    enum TierCount: String, CaseIterable {
        case missing
        case unhealthy
        case unseen
    }

    /// The unit of this signal; nil if there is no signal of this name.
    public var unit: SignalUnit? { definition?.unit }

    /// Whether the signal is about the watching itself. Rules on it notify and never repair.
    public var isAboutWatching: Bool { definition?.subject == .watching }

    /// Whether only a plan shows the signal.
    public var isOfPlan: Bool { name.hasPrefix("plan.") }

    /// Whether the signal counts instances that do not exist: a plan's refresh shows those that AWS cannot be asked for.
    public var countsMissing: Bool { self == .resourcesMissing || tierAndCount?.count == .missing }

    /// Whether the signal is a rate, which is based on a number of requests and may have a minimum for it.
    public var isRate: Bool { definition?.isRate ?? false }
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
