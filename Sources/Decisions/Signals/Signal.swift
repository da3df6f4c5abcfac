/// The name of a signal: `resources.count`, `tier.foundation.missing`.
public struct Signal: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let name: String

    /// Any name; whether there is such a signal is `Signal.unit`'s to say.
    public init(_ name: String) {
        self.name = name
    }

    public var description: String { name }

    public static func < (left: Signal, right: Signal) -> Bool { left.name < right.name }

    /// The signal that counts a tier's missing instances.
    public static func missing(ofTier tier: String) -> Signal { Signal("tier.\(tier).missing") }

    /// The tier that a `tier.NAME.missing` signal is about.
    public var tier: String? {
        guard name.hasPrefix("tier."), name.hasSuffix(".missing") else { return nil }
        let tier = name.dropFirst("tier.".count).dropLast(".missing".count)
        return tier.isEmpty ? nil : String(tier)
    }

    /// The unit of this signal; nil where there is no signal of this name.
    public var unit: SignalUnit? { definition?.unit }

    /// Rules on these say something of the watching itself: they notify and never repair.
    public var isAboutWatching: Bool { definition?.subject == .watching }

    /// Rates rest on a number of requests, and may ask for a least one.
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
