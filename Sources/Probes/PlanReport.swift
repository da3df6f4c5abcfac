package import Decisions
import Terraform

/// What a cycle learned about the plan of a stack.
package struct PlanReport: Sendable {
    package var outcome: PlanOutcome
    /// What the refresh of the plan of this cycle showed.
    package var refresh: Refresh
    /// The fingerprint of the code now; nil if it could not be read, or was not needed.
    package var code: String?

    package init(_ outcome: PlanOutcome, refresh: Refresh = Refresh(), code: String? = nil) {
        self.outcome = outcome
        self.refresh = refresh
        self.code = code
    }

    /// There was no plan in this cycle, and none before that could still apply.
    package static let notAsked = PlanReport(.unknown(Unknown(.notAsked, "no plan in this cycle")))
}

extension PlanOutcome {
    /// A plan that Terraform refuses has failed. Of a plan that could not be made nothing is known.
    init(_ fault: TerraformFault) {
        switch fault.code {
        case .failed, .notInitialised: self = .failed(fault.description)
        default: self = .unknown(fault.unknown)
        }
    }
}
