/// `placeholder:` of a stack: what the repair `placeholder-lambda` needs to know.
public struct PlaceholderSettings: Sendable, Equatable {
    /// The type of the resources that may get a placeholder.
    public static let type = "aws_lambda_function"

    /// The input variable of the root module that names the zip file with the code.
    public var variable: String
    /// The functions whose code the variable sets.
    public var functions: [Pattern]

    public init(variable: String, functions: [Pattern]) {
        self.variable = variable
        self.functions = functions
    }

    /// Whether the repair may change the code of this instance.
    public func covers(_ address: Address) -> Bool {
        address.type == Self.type && functions.contains { $0.matches(address) }
    }
}

extension Policy {
    /// The functions that a rule's repair gives a placeholder: those that are missing, if the rule is about a tier, else the one
    /// with the highest error rate. A function that works keeps its code.
    public func functionsToReplace(for rule: Rule, in observation: Observation) -> [Address] {
        guard let placeholder else { return [] }
        let listed = observation.instances.filter { placeholder.covers($0.address) }
        guard let name = rule.when.signal.tier else {
            let worst = observation.reading(rule.when.signal)?.worst
            return listed.map(\.address).filter { $0 == worst }
        }
        guard let tier = tiers.first(where: { $0.name == name }) else { return [] }
        let tiers = tiers(upTo: tier)
        return listed.filter { report in
            report.status == .missing && tiers.contains { $0.covers(report.address) }
        }.map(\.address)
    }
}
