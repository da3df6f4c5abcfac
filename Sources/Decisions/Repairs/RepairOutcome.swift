/// How a repair ended.
public enum RepairOutcome: String, Sendable, Codable, CaseIterable {
    /// Applied, and its postcondition was verified.
    case repaired
    /// A guardrail or the inspection refused it; nothing was changed.
    case refused
    /// It ran up to the inspected plan, in mode `observe` or with `--dry-run`; nothing was changed.
    case wouldApply = "would-apply"
    /// It failed before anything was changed.
    case failed
    /// It was applied, completely or in part, and its postcondition was not verified.
    case notVerified = "not-verified"
    /// The repairer ended without reporting an outcome: what it did is not known.
    case unknown

    /// Whether something was changed, or may have been.
    public var mayHaveChanged: Bool {
        switch self {
        case .repaired, .notVerified, .unknown: return true
        case .refused, .wouldApply, .failed: return false
        }
    }

    /// Whether this outcome counts as a failure for the breaker; nil if it is no evidence either way.
    public var isFailure: Bool? {
        switch self {
        case .repaired: return false
        case .failed, .notVerified, .unknown: return true
        case .refused, .wouldApply: return nil
        }
    }
}
