import Decisions
import Terraform

extension PlaceholderLambda {
    /// Refuses a placeholder for functions that do something else than answer requests.
    ///
    /// What a function reads from a queue or a stream is gone once it has answered without an error. So is what a service sends
    /// it, and some services read its answer: a placeholder in an authorizer would lock everybody out. A person who names such a
    /// function with `--address` has decided that.
    func refuseConsumers(_ functions: [Address], _ state: State) throws(RepairStop) {
        for mapping in state.managed where mapping.address.type == "aws_lambda_event_source_mapping" {
            let needs = mapping.dependencies
            guard
                let function = InspectionFacts.needed(needs, by: mapping.address, among: functions).first
            else { continue }
            throw Self.refused(
                "\(function) gets messages through \(mapping.address): a placeholder would accept them, and they would be lost"
            )
        }
        let callers: [Caller]
        do {
            callers = try state.callers(of: functions)
        } catch {
            throw Self.refused("what calls the functions is not known: \(error.description)")
        }
        let isNamed = { request.rule == nil && request.addresses.contains($0) }
        guard let caller = callers.first(where: { !isNamed($0.function) }) else { return }
        throw Self.refused(
            "\(caller.function) is called through \(caller.resource), and not only for requests: what a placeholder accepts is lost, and its answer is of no use there; a person can name the function with --address"
        )
    }

    private static func refused(_ reason: String) -> RepairStop {
        .refused(.guardrails, [Refusal(.need, reason)])
    }
}
