/// An update in a plan that only follows from what the same plan creates.
public struct Consequence: Sendable, Hashable {
    /// What is updated.
    public var address: Address
    /// What it depends on and the plan creates, sorted by address; never empty.
    public var causes: [Address]

    public init(_ address: Address, of causes: [Address]) {
        self.address = address
        self.causes = causes
    }
}

extension Consequence: CustomStringConvertible {
    private static let verb = "update "
    private static let separator = ", a consequence of "
    private static let and = " and "

    /// `update aws_apigatewayv2_integration.fn, a consequence of aws_lambda_function.fn`
    public var description: String {
        Self.verb + "\(address)" + Self.separator + causes.map(\.description).joined(separator: Self.and)
    }

    /// Parses the output of `description`; nil for any other text.
    init?(_ text: String) {
        let parts = text.split(separator: Self.separator, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].hasPrefix(Self.verb),
            let address = try? Address(String(parts[0].dropFirst(Self.verb.count)))
        else { return nil }
        let names = parts[1].split(separator: Self.and, omittingEmptySubsequences: false)
        let causes = names.compactMap { try? Address(String($0)) }
        guard causes.count == names.count else { return nil }
        self.init(address, of: causes)
    }
}

extension Admission {
    /// Of the plan's updates, those that only follow from what the plan creates: every attribute that changes is unknown until
    /// then, the instance did not change outside Terraform, it depends on something that is created, and it is not protected.
    ///
    /// Whether they are admitted depends on the setting `consequences`.
    public func consequences(of changes: [PlannedChange]) -> [Consequence] {
        let created = changes.filter { $0.action == .create }.map(\.address)
        return changes.compactMap { change in consequence(change, created) }
            .sorted { $0.address < $1.address }
    }

    private func consequence(_ change: PlannedChange, _ created: [Address]) -> Consequence? {
        let address = change.address
        guard change.action == .update, let details = facts?.details(of: change),
            details.known.isEmpty, !details.unknown.isEmpty, facts?.drift(of: address) == [],
            !protect.contains(where: { $0.matches(address) })
        else { return nil }
        let causes = causes(of: address, created)
        return causes.isEmpty ? nil : Consequence(address, of: causes)
    }

    /// Of what is created, that on which the instance depends according to the state.
    private func causes(of address: Address, _ created: [Address]) -> [Address] {
        InspectionFacts.needed(facts?.dependencies[address] ?? [], by: address, among: created).sorted()
    }
}
