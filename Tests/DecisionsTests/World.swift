import Testing

@testable import Decisions

/// A small stack for tests of decisions: one rule, and observations made by hand.
struct World {
    static let events = Address(type: "aws_dynamodb_table", name: "events")
    static let others = (0..<9).map { Address(type: "aws_iam_role", name: "r\($0)") }
    static let alarm = Address(type: "aws_cloudwatch_metric_alarm", name: "errors")

    var policy: Policy
    var watch = Watch()
    var book = GuardrailFacts.Book()
    var operators = OperatorSwitches()
    var window = WindowState.open
    var clock: Int64 = 0

    init(_ rule: Rule, mode: Mode = .act, guardrails: GuardrailSettings = GuardrailSettings()) throws {
        policy = Policy(
            stack: "s", mode: mode, rules: [rule],
            tiers: [Tier(name: "foundation", addresses: [try Pattern("aws_dynamodb_table.*")])],
            guardrails: guardrails, ladder: Ladder([]))
    }

    static let lost = Rule(
        name: "lost", when: Condition(.missing(ofTier: "foundation"), .greater, 0, text: "…"),
        severity: .critical, respond: .repair(.emergencyDeploy))

    /// An observation in which the table has the given status.
    func observe(_ table: InstanceStatus = .healthy) -> Observation {
        let missing: Reading.Outcome
        switch table {
        case .missing: missing = .known(1)
        case .unknown(let reason): missing = .unknown(reason)
        default: missing = .known(0)
        }
        return Observation(
            at: Timestamp(seconds: clock),
            snapshot: SnapshotIdentity(lineage: "l", serial: 1, resources: 10, bytes: 1, sha256: "0"),
            readings: [
                .known(.stateReadable, 1), .known(.awsCredentials, 1),
                Reading(.missing(ofTier: "foundation"), missing),
            ],
            instances: [InstanceReport(Self.events, table)]
                + Self.others.map { InstanceReport($0, .healthy) },
            removed: [], alarms: [], lock: .free, account: .shown(account: "1"),
            plan: .unknown(Unknown(.notAsked, "")))
    }

    /// Runs one cycle of a minute; returns the effects.
    mutating func cycle(_ observation: Observation) -> [Effect] {
        clock += 60
        let facts = CycleFacts(
            observation: observation, elapsed: .seconds(60), operators: operators, window: window,
            book: Dictionary(uniqueKeysWithValues: RepairKind.allCases.map { ($0, book) }))
        let (watch, effects) = decide(watch, facts, policy: policy)
        self.watch = watch
        return effects
    }

    mutating func cycle(_ table: InstanceStatus) -> [Effect] { cycle(observe(table)) }
}

extension [Effect] {
    var words: [String] {
        map {
            switch $0 {
            case .opened: return "opened"
            case .closed(_, let why): return "closed: \(why)"
            case .acknowledged: return "acknowledged"
            case .climbed(let incident, let rung): return "rung \(incident.rung): \(rung.step.rawValue)"
            case .repair(let proposal): return proposal.apply ? "repair" : "rehearse"
            case .flapping(_, let began, _): return began ? "flapping" : "steady"
            case .heldBack(_, let refusals):
                return "held back: " + refusals.map(\.guardrail.rawValue).joined(separator: ", ")
            }
        }
    }
}
