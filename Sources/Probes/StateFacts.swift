import Catalogue
import Foundation
import Terraform

/// What instances of a state say of other ones. Collected once for all reads of a state.
struct StateFacts: Sendable {
    /// By the name of a role.
    let rolePolicies: [String: RolePolicies]
    /// ARNs of the queues that get what could not be processed from another queue or a subscription.
    let deadLetterTargets: Set<String>

    init(_ state: State) {
        rolePolicies = RolePolicies.all(in: state)
        deadLetterTargets = Set(state.managed.compactMap(Self.deadLetterTarget))
    }

    /// What the state says of an instance: its attributes, and what others say of it.
    func attribute(_ name: String, of instance: StateInstance) -> String? {
        guard name == ResourceType.isDeadLetterTarget else { return instance.attributes[name] }
        return instance.attributes[.arn].flatMap { deadLetterTargets.contains($0) ? "true" : nil }
    }

    /// `{"deadLetterTargetArn": "arn:aws:sqs:…", "maxReceiveCount": 4}` (Amazon SQS API Reference, "SetQueueAttributes").
    private static func deadLetterTarget(_ instance: StateInstance) -> String? {
        guard let text = instance.attributes["redrive_policy"] else { return nil }
        return (try? JSONDecoder().decode(RedrivePolicy.self, from: Data(text.utf8)))?.deadLetterTargetArn
    }

    private struct RedrivePolicy: Decodable {
        var deadLetterTargetArn: String
    }
}
