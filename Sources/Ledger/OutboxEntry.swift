public import Decisions

/// A notice for one sink. The ledger does not interpret its payload.
public struct OutboxEntry: Sendable, Equatable {
    /// Stays the same for every attempt and after every restart. Each pair of notice and sink is in the outbox once.
    public var notice: String
    /// The sink's name, which contains no secret.
    public var sink: String
    public var stack: String?
    public var incident: String?
    public var severity: Severity
    public var payload: String
    public var at: Timestamp

    public init(
        notice: String, sink: String, stack: String?, incident: String?, severity: Severity, payload: String,
        at: Timestamp
    ) {
        self.notice = notice
        self.sink = sink
        self.stack = stack
        self.incident = incident
        self.severity = severity
        self.payload = payload
        self.at = at
    }
}

/// A notice that waits for its sink.
public struct WaitingNotice: Sendable, Equatable {
    public var notice: String
    public var payload: String
    /// The number of failed attempts.
    public var attempts: Int
}

/// How long notices are kept, and how many may wait.
public struct OutboxBounds: Sendable {
    /// The most waiting notices of one sink. Above that, the oldest that are not critical are dropped first, then the oldest.
    public var waiting: Int
    /// How long delivered and given-up notices are kept. Until then their id prevents a duplicate.
    public var keepDone: Duration
    /// A notice is given up if it is older than this and has been tried often enough. Age alone is not enough, because the
    /// machine may have been suspended, or its clock may have been changed.
    public var giveUpAfter: Duration
    public var leastAttempts: Int
    /// No attempt is scheduled further ahead than this. If one seems to be, the clock was set back, and the notice is due.
    public var longestPause: Duration

    public init(
        waiting: Int = 10_000, keepDone: Duration = .seconds(7 * 86_400),
        giveUpAfter: Duration = .seconds(3 * 86_400), leastAttempts: Int = 24,
        longestPause: Duration = .seconds(3600)
    ) {
        self.waiting = waiting
        self.keepDone = keepDone
        self.giveUpAfter = giveUpAfter
        self.leastAttempts = leastAttempts
        self.longestPause = longestPause
    }

    public static let standard = OutboxBounds()
}
