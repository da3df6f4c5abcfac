/// A threshold on a signal, and what to do when it trips.
public struct Rule: Sendable, Equatable {
    public var name: String
    public var when: Condition
    /// How long the condition must have held.
    public var hold: EvaluationPeriod
    /// What clears the rule, where it is not the opposite of `when`, held as long.
    public var clear: Clearance?
    public var severity: Severity
    public var respond: Response
    /// The least number of requests a rate must rest on before the condition can hold.
    public var atLeast: Int
    /// What its incidents climb, where it is not the stack's.
    public var ladder: Ladder?

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
    /// As a person wrote it.
    public var text: String

    public init(_ signal: Signal, _ comparison: Comparison, _ threshold: Double, text: String) {
        self.signal = signal
        self.comparison = comparison
        self.threshold = threshold
        self.text = text
    }

    public var description: String { text }

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

/// What clears a rule: a condition of its own, on the rule's signal, and how long it must hold.
public struct Clearance: Sendable, Equatable {
    public var when: Condition
    public var hold: EvaluationPeriod

    public init(when: Condition, hold: EvaluationPeriod) {
        self.when = when
        self.hold = hold
    }
}

/// How long a condition must hold before its rule trips, and fail to hold before it clears. Only cycles in which the signal
/// is known count.
public enum EvaluationPeriod: Sendable, Equatable {
    case duration(Duration)
    /// Cycles in a row.
    case cycles(Int)
    /// So many of the last so many cycles.
    case share(Int, of: Int)
}

/// How bad a tripped rule is.
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

/// What a tripped rule asks for.
public enum Response: Sendable, Equatable, CustomStringConvertible {
    /// Tell people; climb the ladder.
    case escalate
    case repair(RepairKind)

    public var description: String {
        switch self {
        case .escalate: return "escalate"
        case .repair(let kind): return kind.rawValue
        }
    }
}
