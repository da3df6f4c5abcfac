/// How a repair ended.
public enum RepairOutcome: String, Sendable, Codable, CaseIterable {
    /// Applied, and its postcondition seen to hold.
    case repaired
    /// A guardrail held it back, or the inspection did; nothing was changed.
    case refused
    /// Everything up to the inspected plan, in mode `observe` or with `--dry-run`; nothing was changed.
    case wouldApply = "would-apply"
    /// Something went wrong before anything was changed.
    case failed
    /// It was applied, wholly or in part, and its postcondition was not seen to hold.
    case notVerified = "not-verified"
    /// The repairer ended without a word: what it did is not known.
    case unknown

    /// Whether something was changed, or may have been.
    public var mayHaveChanged: Bool {
        switch self {
        case .repaired, .notVerified, .unknown: return true
        case .refused, .wouldApply, .failed: return false
        }
    }

    /// Whether it counts towards the breaker; nil where it says nothing of whether repairs work.
    public var isFailure: Bool? {
        switch self {
        case .repaired: return false
        case .failed, .notVerified, .unknown: return true
        case .refused, .wouldApply: return nil
        }
    }
}
