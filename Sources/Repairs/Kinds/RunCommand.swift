import Decisions
import Terraform

extension StepsOfKinds {
    static var run: any RepairSteps.Type { RunCommand.self }
}

/// Runs a command of the user's own, if this repairer's configuration has it. There is no plan: what the command does is the
/// user's, and its exit code says whether it worked.
struct RunCommand: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        let command = try chosenCommand()
        try await run.expectCondition()
        guard request.apply else {
            throw RepairStop(
                outcome: .wouldApply, step: .inspect, message: "would have run \(command)",
                actions: [.run(command.name)])
        }
        try await run.takeSnapshot(state)
        try await run.checkOnceMore([])
        try await run.record(
            RepairMessage(
                repair: run.id, step: .apply, message: "running \(command)", actions: [.run(command.name)]))
        run.changes.begin()
        switch await tools.run(command, request) {
        case .exited(0, _):
            return RepairMessage(
                repair: run.id, step: .verify, message: "verified: \(command.name) exited with 0",
                outcome: .repaired)
        case .exited(let code, let said):
            throw .failed(
                .apply,
                "\(command.name) failed: it exited with \(code)\(said.isEmpty ? " and printed nothing" : ": \(said)")"
            )
        case .stopped(let why):
            throw .failed(.apply, "\(command.name) \(why); what it did is not known")
        case .notStarted(let why):
            run.changes.undo()
            throw .failed(.apply, "\(command.name) was not started: \(why)")
        }
    }

    /// The command that the request names, as this configuration has it.
    private func chosenCommand() throws(RepairStop) -> OwnCommand {
        let names = policy.commands.map(\.name).joined(separator: ", ")
        guard let name = request.subject, let command = policy.command(name) else {
            throw .refused(
                .guardrails,
                [
                    Refusal(
                        .need,
                        "the configuration has no command '\(request.subject ?? "")'; it has \(names.isEmpty ? "none" : names)"
                    )
                ])
        }
        if let rule = request.rule, policy.rules.first(where: { $0.name == rule })?.command != name {
            throw .refused(
                .guardrails, [Refusal(.need, "rule \(rule) does not respond with the command \(name)")])
        }
        return command
    }
}
