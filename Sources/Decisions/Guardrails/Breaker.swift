/// A breaker that is open: repairs of one kind failed twice in a row, and only a person closes it.
public struct Breaker: Sendable, Equatable, Codable, CustomStringConvertible {
    /// Failed repairs in a row, from which on the breaker is open.
    public static let limit = 2

    public var kind: RepairKind
    /// Failed repairs since the last that succeeded, and since the last reset.
    public var failures: Int
    /// The last one that failed, and when it ended.
    public var repair: String
    public var since: Timestamp

    public init(kind: RepairKind, failures: Int, repair: String, since: Timestamp) {
        self.kind = kind
        self.failures = failures
        self.repair = repair
        self.since = since
    }

    public var description: String {
        "\(kind.rawValue) failed \(failures) times in a row, last in repair \(repair) at \(since)"
    }
}
