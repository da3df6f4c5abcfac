/// An open breaker: repairs of one kind failed twice in a row, and only a person can close it.
public struct Breaker: Sendable, Equatable, Codable, CustomStringConvertible {
    /// The number of failed repairs in a row at which the breaker opens.
    public static let limit = 2

    public var kind: RepairKind
    /// Failed repairs since the last success, and since the last reset.
    public var failures: Int
    /// The last failed repair, and when it ended.
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
