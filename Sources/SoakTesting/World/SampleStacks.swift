import Decisions
import Rehearsal
import Settings

/// The stacks of the soak test: like the sample stack, with rules that use all features.
enum SampleStacks {
    static let tables = ["events", "sessions"].map { Address(type: "aws_dynamodb_table", name: $0) }
    static let role = Address(type: "aws_iam_role", name: "lambda_role")
    static let rolePolicy = Address(type: "aws_iam_role_policy", name: "lambda_policy")
    static let function = Address(type: "aws_lambda_function", name: "collector")
    static let logs = Address(type: "aws_cloudwatch_log_group", name: "collector")
    static let api = Address(type: "aws_api_gateway_rest_api", name: "main")
    static let deployment = Address(type: "aws_api_gateway_deployment", name: "main")
    static let stage = Address(type: "aws_api_gateway_stage", name: "main")
    static let errors = Address(type: "aws_cloudwatch_metric_alarm", name: "errors")
    static let composite = Address(type: "aws_cloudwatch_composite_alarm", name: "any")
    static let billing = Address(type: "aws_cloudwatch_metric_alarm", name: "billing")

    static func stack(_ name: String) -> SimulatedStack {
        SimulatedStack(
            name, account: RehearsedConfiguration.account,
            simulatedResources: tables.map { SimulatedResource($0) } + [
                SimulatedResource(role),
                // As in the sample stack: the policy contains the ARNs of the tables.
                SimulatedResource(rolePolicy, after: [role] + tables, following: tables),
                SimulatedResource(logs),
                SimulatedResource(function, after: [role, tables[0]]), SimulatedResource(api),
                SimulatedResource(deployment, after: [api]),
                SimulatedResource(stage, after: [deployment, api]),
                SimulatedResource(errors, after: [function]), SimulatedResource(billing),
                SimulatedResource(composite, after: [errors]),
            ])
    }

    private static func pattern(_ text: String) -> [Pattern] { (try? Pattern(text)).map { [$0] } ?? [] }

    /// A random configuration.
    static func configured(_ names: [String], _ random: SeededRandom) -> RehearsedConfiguration {
        RehearsedConfiguration(
            policies: policies(names, random), windows: windows(random), hash: "hash-1",
            interval: .seconds(60), planEvery: .seconds(900))
    }

    /// The policies of all stacks; they share one budget of the host.
    private static func policies(_ names: [String], _ random: SeededRandom) -> [Policy] {
        var policies = names.map { policy($0, random) }
        guard let host = policies.first?.guardrails.hostBudget else { return [] }
        for place in policies.indices { policies[place].guardrails.hostBudget = host }
        return policies
    }

    /// Sometimes windows are closed: a Tuesday night, every night, or the noon of working days, each in its own time zone. In two
    /// of the zones clocks change within four weeks of the start.
    private static func windows(_ random: SeededRandom) -> MaintenanceWindows {
        let choices = [
            "", "", "{deny: \"Tue 02:00 - Tue 05:00\", timezone: Europe/Berlin}",
            "{allow: \"06:00 - 23:00\", timezone: Asia/Seoul}",
            "{deny: \"Mon-Fri 12:00 - 14:00\", timezone: America/New_York}",
        ]
        let text =
            "stacks: [{name: one, directory: /one, guardrails: {windows: [\(random.pick(choices) ?? "")]}}]"
        return (try? parse(text, file: "rehearsal", sinks: []))?.stacks.first?.windows ?? MaintenanceWindows()
    }

    private static func policy(_ name: String, _ random: SeededRandom) -> Policy {
        Policy(
            stack: name, mode: random.chance(0.9) ? .act : .observe, rules: rules(random), tiers: tiers,
            guardrails: guardrails(random), ladder: .standard)
    }

    private static var tiers: [Tier] {
        [
            Tier(
                name: "foundation",
                addresses: pattern("aws_dynamodb_table.*") + pattern("aws_iam_role.*")
                    + pattern("aws_iam_role_policy.*")),
            Tier(
                name: "service",
                addresses: pattern("aws_lambda_function.*") + pattern("aws_api_gateway_*.*")
                    + pattern("aws_cloudwatch_log_group.*")),
            Tier(name: "monitoring", addresses: pattern("aws_cloudwatch_metric_alarm.*"), expendable: true),
        ]
    }

    private static func condition(_ signal: Signal, _ comparison: Condition.Comparison, _ value: Double)
        -> Condition
    {
        Condition(signal, comparison, value, text: "\(signal) \(comparison.rawValue) \(value)")
    }

    private static func rules(_ random: SeededRandom) -> [Rule] {
        let quick = Ladder([
            Rung(after: .zero, step: .diagnose), Rung(after: .seconds(120), step: .notify),
            Rung(after: .seconds(300), step: .shed), Rung(after: .seconds(600), step: .emergencyDeploy),
        ])
        return [
            Rule(
                name: "foundation-lost", when: condition(.missing(ofTier: "foundation"), .greater, 0),
                hold: .cycles(2), severity: .critical, respond: .repair(.emergencyDeploy)),
            Rule(
                name: "service-lost", when: condition(.missing(ofTier: "service"), .greater, 0),
                hold: .share(3, of: 5), severity: .critical, respond: .repair(.emergencyDeploy)),
            Rule(
                name: "alarm-storm", when: condition(.alarmsFlapping, .greater, 0),
                respond: .repair(.removeAlarms)),
            Rule(
                name: "lambda-errors", when: condition(.lambdaErrorRate, .greater, 10),
                hold: .duration(.seconds(300)),
                clear: Clearance(when: condition(.lambdaErrorRate, .less, 5), hold: .cycles(3)), atLeast: 20),
            Rule(
                name: "something-lost", when: condition(.resourcesMissing, .greater, 0), hold: .cycles(3),
                ladder: random.chance(0.5) ? quick : nil),
            Rule(
                name: "unwell", when: condition(.awsUnhealthy, .greater, 0), hold: .cycles(2), severity: .info
            ),
            Rule(
                name: "cannot-see", when: condition(.awsCredentials, .equal, 0),
                respond: .repair(.emergencyDeploy),
                ladder: quick),
            Rule(name: "removed", when: condition(.resourcesRemoved, .greater, 0)),
        ]
    }

    private static func guardrails(_ random: SeededRandom) -> GuardrailSettings {
        GuardrailSettings(
            protect: pattern("aws_dynamodb_table.*"), destroy: random.chance(0.5) ? pattern("\(errors)") : [],
            budget: .init(repairs: random.number(1...3), within: .seconds(3600)),
            stackBudget: .init(repairs: random.number(2...4), within: .seconds(3600)),
            hostBudget: .init(repairs: random.number(3...8), within: .seconds(3600)),
            cooldown: .seconds(random.number(120...600)), settle: random.number(1...4), distrust: 80,
            muteFor: .seconds(4 * 3600), timeout: .seconds(900))
    }
}
