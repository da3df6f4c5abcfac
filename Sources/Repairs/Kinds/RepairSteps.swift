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

/// The steps of each kind: a kind's file says which are its own, and without that nothing compiles.
enum StepsOfKinds: RepairKindTable {
    typealias Value = any RepairSteps.Type
}

extension RepairSteps {
    var policy: Policy { run.policy }
    var request: RepairRequest { run.request }
    var tools: RepairTools { run.tools }
}
