import Testing

@testable import Decisions

@Suite struct GuardrailTests {
    private static let calm = GuardrailFacts(
        account: .shown(account: "1"), hasState: true, asked: 10, bad: 1, settled: nil, lock: .free,
        book: .init())
    private static let holder = LockHolder(
        id: "x", operation: "OperationTypeApply", who: "a@b", created: "now", createdAt: nil)
    private static let breaker = Breaker(
        kind: .emergencyDeploy, failures: 2, repair: "r-2", since: Timestamp(seconds: 0))

    /// One change for each guardrail that makes it refuse, in the order of the refusals.
    private static let troubles: [(Guardrail, @Sendable (inout GuardrailFacts) -> Void)] = [
        (.pause, { $0.pause = "kim: work" }), (.window, { $0.window = .closed("Fri is denied") }),
        (.account, { $0.account = .other(account: "2", expected: "1") }), (.state, { $0.hasState = false }),
        (.distrust, { $0.bad = 9 }), (.settle, { $0.settled = 2 }), (.freshness, { $0.isFresh = false }),
        (.lock, { $0.lock = .held(holder) }), (.running, { $0.book.running = "r-3" }),
        (.cooldown, { $0.book.sinceLast = .seconds(599) }), (.budget, { $0.book.withinBudget = 2 }),
        (.budget, { $0.book.withinStackBudget = 4 }), (.budget, { $0.book.withinHostBudget = 10 }),
        (.breaker, { $0.book.breaker = breaker }),
    ]

    @Test(arguments: troubles.indices)
    func eachGuardrailRefusesOnItsOwn(index: Int) {
        var facts = Self.calm
        Self.troubles[index].1(&facts)
        let refusals = GuardrailSettings().refusals(facts)
        #expect(refusals.map(\.guardrail) == [Self.troubles[index].0])
        #expect(refusals.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("\n") })
    }

    @Test func allRefusalsAreListedTogether() {
        var facts = Self.calm
        for (_, change) in Self.troubles { change(&facts) }
        let refusals = GuardrailSettings().refusals(facts)
        #expect(refusals.map(\.guardrail) == Self.troubles.map(\.0))
        // Three budgets give three reasons.
        #expect(Set(refusals.map(\.reason)).count == refusals.count)
        #expect(GuardrailSettings().refusals(Self.calm) == [])
    }

    /// A value exactly at its limit is allowed.
    @Test func valuesAtTheirLimitAreAllowed() {
        var facts = Self.calm
        (facts.bad, facts.settled, facts.book.sinceLast) = (8, 3, .seconds(600))
        (facts.book.withinBudget, facts.book.withinStackBudget, facts.book.withinHostBudget) = (1, 3, 9)
        facts.lock = .unknown(Unknown(.notAsked, ""))
        #expect(GuardrailSettings().refusals(facts) == [])
        facts.asked = 2
        facts.bad = 2
        #expect(GuardrailSettings().refusals(facts) == [])
        facts.account = .unknown(Unknown(.unreachable, ""))
        #expect(GuardrailSettings().refusals(facts).map(\.guardrail) == [.account])
    }

    @Test func cycleReportsAllRefusalsTogether() throws {
        var world = try World(World.lost)
        world.operators.pause = "kim: work"
        world.window = .closed("Fri is denied")
        world.book = .init(withinStackBudget: 4, breaker: Self.breaker)
        #expect(world.cycle(.missing).words == ["opened", "held back: pause, window, budget, breaker"])
        #expect(world.cycle(.missing).words == [])
        // Reported again when the reasons change.
        world.book = .init(breaker: Self.breaker)
        #expect(world.cycle(.missing).words == ["held back: pause, window, breaker"])
    }

    @Test(arguments: Guardrail.allCases)
    func reasonBypassesFiveGuardrailsAndNoOthers(guardrail: Guardrail) {
        let yielding: [Guardrail] = [.mode, .window, .cooldown, .settle, .distrust]
        #expect(guardrail.yieldsToPerson == yielding.contains(guardrail))
    }

    @Test(arguments: [
        (RepairOutcome.repaired, true, Bool?.some(false)), (.refused, false, nil), (.wouldApply, false, nil),
        (.failed, false, true), (.notVerified, true, true), (.unknown, true, true),
    ])
    func outcomeDecidesChangeAndFailure(row: (outcome: RepairOutcome, changed: Bool, isFailure: Bool?)) {
        #expect(row.outcome.mayHaveChanged == row.changed && row.outcome.isFailure == row.isFailure)
    }
}
