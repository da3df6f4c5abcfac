/// One change of a plan that is not admitted, or one that the plan lacks.
public struct InspectionFault: Sendable, Equatable {
    public var address: Address
    /// `replace`, `replaced`: what the plan would do, in the words of the two sentences below; nil if the plan lacks a change.
    private var verb: String?
    private var participle: String
    /// What follows the address: ` because of triggers`.
    private var reason: String
    /// The line of the configuration that would admit it; nil if there is none.
    public var allowance: String?
    /// Whether it would revert a change that somebody made outside Terraform.
    var reverts = false
    /// Whether it is in the plan only because something that is created has no value yet: a plan made afterwards may not hold it.
    var isProvisional = false

    /// What the repair would do, and may not.
    init(
        _ address: Address, _ verb: String, _ participle: String, _ reason: String = "",
        allowance: String? = nil
    ) {
        self.address = address
        self.verb = verb
        self.participle = participle
        self.reason = reason
        self.allowance = allowance
    }

    /// Whether the plan lacks a change, and does not hold one too many.
    public var isLack: Bool { verb == nil }

    /// What the plan should do, and does not.
    init(lacking address: Address, _ text: String) {
        self.init(address, "", "", text)
        verb = nil
    }

    /// `it would replace aws_api_gateway_deployment.main because of triggers; allow: {replace: ["…"]} admits it`
    public var description: String {
        guard let verb else { return "\(address)\(reason)" }
        return "it would \(verb) \(address)\(reason)" + ending
    }

    /// The same for a change that is left to a person while the rest of the plan is applied:
    /// `aws_api_gateway_deployment.main would be replaced because of triggers; allow: {replace: ["…"]} admits it`
    public var leftToPerson: String {
        guard verb != nil else { return "\(address)\(reason)" }
        return "\(address) would be \(participle)\(reason)"
            + (isProvisional
                ? ", which had no value in this plan yet: see what is left with 'terrier check --plan'"
                : ending)
    }

    private var ending: String {
        allowance.map { "; \($0) admits it" + (reverts ? ", and reverts that change" : "") } ?? ""
    }
}

extension GuardrailSettings.Allowance {
    /// The line of the configuration that admits an action: `allow: {replace: ["aws_api_gateway_deployment.main"]}`.
    static func line(_ action: PlannedChange.Action, _ address: Address) -> String {
        let text = address.description
        // In single quotes YAML takes everything as it is, but a single quote.
        let quoted =
            text.contains("\"") || text.contains("\\")
            ? "'\(text.replacing("'", with: "''"))'"
            : "\"\(text)\""
        return "allow: {\(action.rawValue): [\(quoted)]}"
    }
}
