import Decisions
import Terraform

/// What a kind of repair does once the guardrails agree: its part of the one way (`RepairRun.change`).
protocol RepairSteps {
    var run: RepairRun { get }

    init(_ run: RepairRun)

    /// - Parameters:
    ///   - stackObservation: the look that the guardrails passed on.
    ///   - state: the state that it rests on.
    /// - Returns: the last line, which says what was done and verified.
    /// - Throws: why the repair goes no further.
    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
}

extension RepairKind {
    /// One line a kind; the compiler asks for it.
    var steps: any RepairSteps.Type {
        switch self {
        case .emergencyDeploy: return EmergencyDeploy.self
        case .removeAlarms: return RemoveAlarms.self
        case .rollback: return Rollback.self
        case .unmute: return Unmute.self
        }
    }
}

extension RepairSteps {
    var policy: Policy { run.policy }
    var request: RepairRequest { run.request }
    var tools: RepairTools { run.tools }
}
