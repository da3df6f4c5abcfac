public import Decisions

/// A notice on its way to one sink. What it says is text whose form is not the ledger's concern.
public struct OutboxEntry: Sendable, Equatable {
    /// The same for every attempt and after every restart: a notice and a sink stand in the outbox once.
    public var notice: String
    /// Which sink, by a name that holds no secret.
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
    /// Those that failed.
    public var attempts: Int
}

/// How long notices are kept, and how many may wait.
public struct OutboxBounds: Sendable {
    /// Waiting ones of one sink. Beyond them the oldest that are not critical go, then the oldest of all.
    public var waiting: Int
    /// What was delivered, or given up, is remembered for so long: until then its id makes no second one.
    public var keepDone: Duration
    /// A notice is given up when it is older than this and has been tried often enough. Age alone gives nothing up: the
    /// machine may have slept, or its clock may have been set.
    public var giveUpAfter: Duration
    public var leastAttempts: Int
    /// No attempt is scheduled further ahead. One that seems to be waits for a clock that was set back.
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
