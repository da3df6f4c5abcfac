public import Decisions
public import Terraform

/// What an apply of a plan would do to a stack.
public struct Impact: Sendable, Equatable {
    public enum Verdict: String, Sendable {
        /// Nothing is deleted or replaced.
        case safe
        /// A person should look at some changes; no data is lost.
        case attention
        /// Something is deleted or replaced of which nobody knows whether it holds data.
        case unknownData = "data-unknown"
        /// Data is lost, or the plan is made from a lost state.
        case dataLoss = "data-loss"
    }

    /// A state that lacks nearly everything that the believed state had: a plan of it creates all of that a second time.
    public struct LostState: Sendable, Equatable {
        /// How many instances of the believed state the plan would create again; nil if there is no state to plan from.
        public var createdAgain: Int?
        /// What was believed before, and when the backend was last seen to have it.
        public var before: BelievedState
    }

    /// What is lost first.
    public var rows: [ImpactRow]
    /// What the plan does besides changing resources, as Terraform names it.
    public var besides: [String] = []
    /// The `check` blocks that fail.
    public var failedChecks: [String] = []
    public var lost: LostState?

    public var verdict: Verdict {
        if lost != nil || rows.contains(where: \.losesData) { return .dataLoss }
        if rows.contains(where: \.mayLoseData) { return .unknownData }
        let needsAttention = rows.contains(where: \.needsAttention) || !besides.isEmpty
        return needsAttention || !failedChecks.isEmpty ? .attention : .safe
    }

    /// A state that is not there, and was before.
    public init(lost before: BelievedState) {
        rows = []
        lost = LostState(createdAgain: nil, before: before)
    }

    /// - Parameters:
    ///   - details: what the plan's document says; nil if it could not be read, or nothing in it matters.
    ///   - state: the state that the plan was made from.
    ///   - before: the believed state, if there is one.
    public init(
        _ summary: PlanSummary, _ details: PlanDetails?, _ policy: Policy, _ state: State,
        before: BelievedState?
    ) {
        rows = summary.changes.filter { $0.action != .read }.map { ImpactRow($0, policy, details) }
            .sorted { ($0.rank, $0.address) < ($1.rank, $1.address) }
        besides = summary.besides
        failedChecks = summary.failedChecks
        lost = Self.lost(summary, state, before)
    }

    /// Nearly everything, in percent.
    private static let nearlyAll = 80

    private static func lost(_ summary: PlanSummary, _ state: State, _ before: BelievedState?) -> LostState? {
        guard let before, !before.addresses.isEmpty else { return nil }
        // What the state still has and AWS lacks was deleted in AWS: that is no lost state.
        let here = Set(state.written.map(\.address))
        let created = Set(summary.changes.filter { $0.action == .create }.map(\.address)).subtracting(here)
        let again = before.addresses.count(where: created.contains)
        guard again * 100 >= before.addresses.count * nearlyAll else { return nil }
        return LostState(createdAgain: again, before: before)
    }
}
