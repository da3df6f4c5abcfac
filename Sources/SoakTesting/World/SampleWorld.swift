import Decisions
import Rehearsal
import Settings

/// What the rehearsals for ourselves are about: stacks like the sample's, under rules that use everything there is.
enum SampleWorld {
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

    static func stack(_ name: String) -> StackTruth {
        StackTruth(
            name, account: Script.account,
            things: tables.map { Thing($0) } + [
                Thing(role), Thing(rolePolicy, after: [role]), Thing(logs),
                Thing(function, after: [role, tables[0]]), Thing(api),
                Thing(deployment, after: [api]), Thing(stage, after: [deployment, api]),
                Thing(errors, after: [function]), Thing(billing), Thing(composite, after: [errors]),
            ])
    }

    private static func pattern(_ text: String) -> [Pattern] { (try? Pattern(text)).map { [$0] } ?? [] }

    /// A configuration by chance.
    static func script(_ names: [String], _ dice: Dice) -> Script {
        Script(
            policies: policies(names, dice), windows: windows(dice), hash: "hash-1",
            interval: .seconds(60), planEvery: .seconds(900))
    }

    /// The host's budget is one, whatever each stack's.
    private static func policies(_ names: [String], _ dice: Dice) -> [Policy] {
        var policies = names.map { policy($0, dice) }
        guard let host = policies.first?.guardrails.hostBudget else { return [] }
        for place in policies.indices { policies[place].guardrails.hostBudget = host }
        return policies
    }

    /// Sometimes a weekend, nights or one afternoon are closed; in a zone in which clocks change four weeks on.
    private static func windows(_ dice: Dice) -> MaintenanceWindows {
        let choices = [
            "", "", "{deny: \"Tue 02:00 - Tue 05:00\", timezone: Europe/Berlin}",
            "{allow: \"06:00 - 23:00\", timezone: Asia/Seoul}",
            "{deny: \"Mon-Fri 12:00 - 14:00\", timezone: America/New_York}",
        ]
        let text =
            "stacks: [{name: one, directory: /one, guardrails: {windows: [\(dice.pick(choices) ?? "")]}}]"
        return (try? parse(text, file: "rehearsal", sinks: []))?.stacks.first?.windows ?? MaintenanceWindows()
    }

    private static func policy(_ name: String, _ dice: Dice) -> Policy {
        Policy(
            stack: name, mode: dice.chance(0.9) ? .act : .observe, rules: rules(dice), tiers: tiers,
            guardrails: guardrails(dice), ladder: .standard)
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

    private static func rules(_ dice: Dice) -> [Rule] {
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
                ladder: dice.chance(0.5) ? quick : nil),
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

    private static func guardrails(_ dice: Dice) -> GuardrailSettings {
        GuardrailSettings(
            protect: pattern("aws_dynamodb_table.*"), destroy: dice.chance(0.5) ? pattern("\(errors)") : [],
            allow: .init(update: pattern("aws_iam_role_policy.*")),
            budget: .init(repairs: dice.number(1...3), within: .seconds(3600)),
            stackBudget: .init(repairs: dice.number(2...4), within: .seconds(3600)),
            hostBudget: .init(repairs: dice.number(3...8), within: .seconds(3600)),
            cooldown: .seconds(dice.number(120...600)), settle: dice.number(1...4), distrust: 80,
            muteFor: .seconds(4 * 3600), timeout: .seconds(900))
    }
}
