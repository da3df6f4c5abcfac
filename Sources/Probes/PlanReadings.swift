import Decisions

/// The signals that a plan gives: what it would do, with the addresses, or why it failed.
struct PlanReadings {
    private let outcome: PlanOutcome
    /// Why there is no state, and so no plan; nil if there is one.
    private let noState: Unknown?

    init(_ outcome: PlanOutcome, _ noState: Unknown?) {
        self.outcome = outcome
        self.noState = noState
    }

    private static let counts: [(Signal, PlannedChange.Action)] = [
        (.planCreates, .create), (.planUpdates, .update), (.planDeletes, .delete), (.planReplaces, .replace),
    ]
    private static let others = counts.map(\.0) + [.planDrift, .planIgnored, .planChecksFailed]

    var all: [Reading] {
        switch outcome {
        case .planned(let summary):
            let checks = summary.failedChecks
            return [.known(.planError, 0)]
                + Self.counts.map { .count($0, of: summary.addresses($1)) }
                + [
                    .count(.planDrift, of: summary.drift.sorted()),
                    .count(.planIgnored, of: summary.ignored.sorted()),
                    .known(
                        .planChecksFailed, Double(checks.count), about: checks.isEmpty ? nil : .names(checks)),
                ]
        case .failed(let why):
            let reason = Unknown(.failed, why)
            return [.known(.planError, 1, about: .words(why))] + Self.others.map { .unknown($0, reason) }
        case .unknown(let reason):
            return ([.planError] + Self.others).map { .unknown($0, noState ?? reason) }
        }
    }
}
