import Decisions
import Terraform

/// What a kind of repair does after the guardrails have passed. It changes resources through `RepairRun.change`.
protocol RepairSteps {
    var run: RepairRun { get }

    init(_ run: RepairRun)

    /// - Parameters:
    ///   - stackObservation: the observation that passed the guardrails.
    ///   - state: the state that it is based on.
    /// - Returns: the last line, which says what was done and verified.
    /// - Throws: `RepairStop`, why the repair ends early.
    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage

    /// The same for a kind that needs no state (`RepairTraits.regardlessOf`); the others need not implement it.
    func carryOut(_ stackObservation: StackObservation) async throws(RepairStop) -> RepairMessage
}

/// The steps of each kind. Each kind's file registers its own; a kind without steps does not compile.
enum StepsOfKinds: RepairKindTable {
    typealias Value = any RepairSteps.Type
}

extension RepairSteps {
    var policy: Policy { run.policy }
    var request: RepairRequest { run.request }
    var tools: RepairTools { run.tools }

    func carryOut(_ stackObservation: StackObservation) async throws(RepairStop) -> RepairMessage {
        guard let state = stackObservation.state else { throw .refused(.guardrails, []) }
        return try await carryOut(stackObservation, state)
    }
}
