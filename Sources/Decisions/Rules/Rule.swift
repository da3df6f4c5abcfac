/// A threshold on a signal, and what to do when it trips.
public struct Rule: Sendable, Equatable {
    public var name: String
    public var when: Condition
    /// How long the condition must be true.
    public var hold: EvaluationPeriod
    /// What clears the rule; nil if that is the opposite of `when`, for the same period.
    public var clear: Clearance?
    public var severity: Severity
    public var respond: Response
    /// The fewest requests that a rate must be based on for the condition to be true.
    public var atLeast: Int
    /// The ladder of its incidents; nil if that is the stack's.
    public var ladder: Ladder?
    /// The command of `commands:` that the response `run` runs; nil for every other response.
    public var command: String?

    public init(
        name: String, when: Condition, hold: EvaluationPeriod = .cycles(1), clear: Clearance? = nil,
        severity: Severity = .warning, respond: Response = .escalate, atLeast: Int = 0, ladder: Ladder? = nil
    ) {
        self.name = name
        self.when = when
        self.hold = hold
        self.clear = clear
        self.severity = severity
        self.respond = respond
        self.atLeast = atLeast
        self.ladder = ladder
    }
}

/// A comparison of a signal with a threshold in that signal's unit.
public struct Condition: Sendable, Equatable, CustomStringConvertible {
    public enum Comparison: String, Sendable, CaseIterable {
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
        case equal = "=="
        case notEqual = "!="
    }

    public var signal: Signal
    public var comparison: Comparison
    /// Seconds for durations, 0 to 100 for percent, 1 or 0 for bool.
    public var threshold: Double
    /// As written in the configuration.
    public var text: String

    public init(_ signal: Signal, _ comparison: Comparison, _ threshold: Double, text: String) {
        self.signal = signal
        self.comparison = comparison
        self.threshold = threshold
        self.text = text
    }

    public var description: String { text }

    /// Whether the condition is true for a value in the signal's unit.
    public func holds(for value: Double) -> Bool {
        switch comparison {
        case .less: return value < threshold
        case .atMost: return value <= threshold
        case .greater: return value > threshold
        case .atLeast: return value >= threshold
        case .equal: return value == threshold
        case .notEqual: return value != threshold
        }
    }
}

/// What clears a rule: another condition on the rule's signal, and how long it must be true.
public struct Clearance: Sendable, Equatable {
    public var when: Condition
    public var hold: EvaluationPeriod

    public init(when: Condition, hold: EvaluationPeriod) {
        self.when = when
        self.hold = hold
    }
}

/// How long a condition must be true before its rule trips, and false before it clears. Only cycles in which the signal is
/// known count.
public enum EvaluationPeriod: Sendable, Equatable {
    case duration(Duration)
    /// Consecutive cycles.
    case cycles(Int)
    /// This number of the last `of` cycles.
    case share(Int, of: Int)
}

/// How severe a tripped rule is.
public enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
    case info
    case warning
    case critical

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: return 0
        case .warning: return 1
        case .critical: return 2
        }
    }
}

/// How a tripped rule responds.
public enum Response: Sendable, Equatable, CustomStringConvertible {
    /// Notify, and climb the ladder.
    case escalate
    case repair(RepairKind)

    public var description: String {
        switch self {
        case .escalate: return "escalate"
        case .repair(let kind): return kind.rawValue
        }
    }
}

extension Rule {
    /// The response as the configuration writes it: `escalate`, `run flush-cache`.
    public var response: String {
        command.map { "\(respond) \($0)" } ?? respond.description
    }
}
