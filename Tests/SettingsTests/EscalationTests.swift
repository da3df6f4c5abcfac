import Decisions
import Notifications
import Testing

@testable import Settings

@Suite struct EscalationTests {
    @Test func withoutEscalationTheStandardLadderIsUsed() throws {
        #expect(try settings(stack([])).policy.ladder == .standard)
        #expect(
            try settings(tiered(["rules: [{name: r, when: resources.count < 5}]"])).policy.rules[0].ladder
                == nil)
    }

    @Test func stackAndRuleCanHaveTheirOwnLadder() throws {
        let policy = try settings(
            tiered([
                "escalation:",
                "  - {after: 0s, do: diagnose}",
                "  - {after: 1m, do: notify}",
                "  - {after: 1m, do: shed}",
                "  - {after: 1h, do: emergency-deploy}",
                "rules:",
                "  - name: r",
                "    when: resources.missing > 0",
                "    escalation: [{after: 10m, do: notify}, {after: 20m, do: notify}]",
            ])
        ).policy
        #expect(
            policy.ladder
                == Ladder([
                    Rung(after: .zero, step: .diagnose), Rung(after: .seconds(60), step: .notify),
                    Rung(after: .seconds(60), step: .shed),
                    Rung(after: .seconds(3600), step: .emergencyDeploy),
                ]))
        #expect(
            policy.rules[0].ladder
                == Ladder([
                    Rung(after: .seconds(600), step: .notify), Rung(after: .seconds(1200), step: .notify),
                ])
        )
    }

    @Test func topLevelLadderAppliesToStacksWithoutTheirOwn() throws {
        let configuration = try parse(
            """
            escalation: [{after: 2m, do: notify}]
            stacks:
              - {name: a, directory: /a}
              - {name: b, directory: /b, escalation: [{after: 3m, do: diagnose}]}
            """, file: "t")
        #expect(
            configuration.stacks.map(\.policy.ladder) == [
                Ladder([Rung(after: .seconds(120), step: .notify)]),
                Ladder([Rung(after: .seconds(180), step: .diagnose)]),
            ])
    }

    /// Each row with all faults that it has, one a line; a line is the beginning of the fault.
    static let table: [(lines: [String], fault: String)] = [
        (["escalation: []"], "8:17 a ladder without rungs does nothing"),
        (["escalation: {}"], "8:17 escalation is not a list"),
        (
            ["escalation: [{after: 5m, do: notify}, {after: 1m, do: diagnose}]"],
            "8:51 the ladder is out of order: 1m comes after 5m"
        ),
        (["escalation: [{after: 5m, do: notfy}]"], "8:34 do 'notfy' is unknown; did you mean 'notify'?"),
        (
            ["escalation: [{after: 5m, do: page-somebody}]"],
            "8:34 do 'page-somebody' is unknown; write diagnose or notify or shed or emergency-deploy"
        ),
        (["escalation: [{after: soon, do: notify}]"], "8:26 after 'soon' is not a duration"),
        (["escalation: [{do: notify}]"], "8:18 a rung lacks 'after'"),
        (["escalation: [{after: 5m}]"], "8:18 a rung lacks 'do'"),
        (
            ["escalation: [{afer: 5m, do: notify}]"],
            "8:19 unknown key 'afer' in a rung; did you mean 'after'?"
        ),
        (
            ["escalation: [{after: 5m, do: shed}, {after: 6m, do: shed}]"],
            "8:57 'shed' is on the ladder twice"
        ),
        (
            ["rules: [{name: r, when: state.age > 1h, escalation: [{after: 5m, do: shed}]}]"],
            "8:74 state.age is about the watching itself"
        ),
        (
            ["rules: [{name: r, when: resources.count < 5, escalation: [{after: 5m, do: shred}]}]"],
            "8:79 do 'shred' is unknown; did you mean 'shed'?"
        ),
    ]

    @Test(arguments: table)
    func eachLadderFaultHasItsPosition(row: (lines: [String], fault: String)) {
        let found = faults(tiered(row.lines))
        let named = row.fault.split(separator: "\n")
        #expect(found.count == named.count && zip(found, named).allSatisfy { $0.hasPrefix($1) }, "\(found)")
    }

    @Test func rungThatNeedsATierIsRejectedWithoutIt() {
        #expect(
            faults(stack(["escalation: [{after: 5m, do: shed}, {after: 6m, do: emergency-deploy}]"])) == [
                "4:34 'shed' needs an expendable tier, and this stack has none; add 'expendable: true' to a tier, or remove the rung",
                "4:57 emergency-deploy restores a tier, and this stack has none; add 'tiers:', or remove the rung",
            ])
        let firm = [
            "tiers: [{name: f, addresses: [a.b]}]",
            "rules: [{name: r, when: resources.count < 5, escalation: [{after: 5m, do: shed}]}]",
        ]
        #expect(faults(stack(firm)).map { $0.prefix(12) } == ["5:79 'shed' "])
    }

    @Test func topLevelLadderNeedsOneStackWithTheTier() {
        let ladder = "escalation: [{after: 5m, do: shed}]\n"
        #expect(faults(ladder + stack([])).map { $0.prefix(11) } == ["1:30 'shed'"])
        #expect(faults(ladder + tiered([])) == [])
    }
}
