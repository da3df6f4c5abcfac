import Decisions

/// A stack of 500 signals and 50 rules, with the facts of a hundred cycles.
struct InventedStack {
    let policy: Policy
    private let cycles: [CycleFacts]

    init() throws {
        // Each tier adds one signal; the others come from the catalogue.
        let names = (0..<(500 - Signal.catalogue.count)).map { "tier-\($0)" }
        let tiers = try names.map { name in
            Tier(
                name: name, addresses: [try Pattern("aws_lambda_function.\(name)")],
                expendable: name.hasSuffix("7"))
        }
        let holds: [EvaluationPeriod] = [.cycles(2), .duration(.seconds(300)), .share(3, of: 5)]
        let rules = names.prefix(50).enumerated().map { place, name in
            Rule(
                name: "lost-\(name)", when: Condition(.missing(ofTier: name), .greater, 0, text: "> 0"),
                hold: holds[place % holds.count],
                respond: place % 2 == 0 ? .escalate : .repair(.emergencyDeploy))
        }
        policy = Policy(
            stack: "bench", mode: .act, rules: rules, tiers: tiers, guardrails: GuardrailSettings())
        // Only three different cycles, so that they are in the processor's cache, like facts that were just made.
        let (quiet, blind, lost) = (
            Self.facts(names, missing: 0, isBlind: false), Self.facts(names, missing: 3, isBlind: true),
            Self.facts(names, missing: 3, isBlind: false)
        )
        cycles = (0..<100).map { $0 < 80 ? quiet : $0 == 80 ? blind : lost }
    }

    /// In the last twenty of a hundred steps the functions of three tiers are missing. In the first of these, the state is
    /// unknown as well.
    func facts(of step: Int) -> CycleFacts { cycles[step] }

    private static func facts(_ names: [String], missing: Int, isBlind: Bool) -> CycleFacts {
        let lost = Set(names.prefix(missing))
        var readings = Signal.catalogue.map { Reading.known($0.signal, 1) }
        readings += names.map { .known(.missing(ofTier: $0), lost.contains($0) ? 1 : 0) }
        if isBlind { readings[0] = .unknown(.stateReadable, Unknown(.timedOut, "the state")) }
        let instances = names.map {
            InstanceReport(
                Address(type: "aws_lambda_function", name: $0), lost.contains($0) ? .missing : .healthy)
        }
        let observation = Observation(
            at: Timestamp(seconds: 0),
            snapshot: SnapshotIdentity(lineage: "l", serial: 1, resources: 500, bytes: 1, sha256: "0"),
            readings: Readings(readings), instances: instances, removed: [], alarms: [], lock: .free,
            account: .shown(account: "1"), plan: .unknown(Unknown(.notAsked, "")))
        return CycleFacts(
            observation: observation, elapsed: .seconds(60),
            book: [.emergencyDeploy: .init(sinceLast: .seconds(30))])
    }
}
