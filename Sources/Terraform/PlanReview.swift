public import Decisions

/// A plan that was made only to be read.
public struct PlanReview: Sendable {
    /// What it would do, or why it failed.
    public var outcome: Result<PlanSummary, TerraformFault>
    /// What its refresh showed, also if the plan failed because of something else.
    public var refresh: Refresh

    public init(outcome: Result<PlanSummary, TerraformFault>, refresh: Refresh) {
        self.outcome = outcome
        self.refresh = refresh
    }
}
