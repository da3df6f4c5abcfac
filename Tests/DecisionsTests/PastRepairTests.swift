import Testing

@testable import Decisions

@Suite struct PastRepairTests {
    /// A repair that began at `at` seconds of uptime and ended ten seconds later.
    private func past(
        _ number: Int64, at: Int, _ outcome: RepairOutcome?, kind: RepairKind = .emergencyDeploy,
        stack: String = "s", wasOnlyAskedFor: Bool = false
    ) -> PastRepair {
        let began = Moment(wall: Timestamp(seconds: 0), boot: "b", uptime: .seconds(at))
        var ended = began
        ended.advance(by: .seconds(10))
        return PastRepair(
            number: number, id: "r-\(number)", stack: stack, kind: kind, began: began,
            ended: outcome == nil ? nil : ended, outcome: outcome, wasOnlyAskedFor: wasOnlyAskedFor)
    }

    private func book(
        _ past: [PastRepair], kind: RepairKind = .emergencyDeploy, at: Int = 1000
    ) -> GuardrailFacts.Book {
        let settings = GuardrailSettings(
            budget: .init(repairs: 2, within: .seconds(500)),
            stackBudget: .init(repairs: 2, within: .seconds(700)),
            hostBudget: .init(repairs: 2, within: .seconds(900)))
        return GuardrailFacts.Book(
            past, stack: "s", kind: kind, settings: settings, running: "r-9",
            now: Moment(wall: Timestamp(seconds: 0), boot: "b", uptime: .seconds(at)))
    }

    @Test func eachBudgetCountsItsOwnPeriodKindsAndStacks() {
        let asked = book([
            past(1, at: 50, .repaired), past(2, at: 150, .repaired, stack: "other"),
            past(3, at: 250, .repaired), past(4, at: 350, .repaired, kind: .removeAlarms),
            past(5, at: 550, .repaired), past(6, at: 650, .repaired, kind: .removeAlarms),
        ])
        #expect(asked.withinBudget == 1 && asked.withinStackBudget == 3 && asked.withinHostBudget == 5)
        #expect(asked.running == "r-9")
        // At the end of its period, a repair no longer counts.
        #expect(book([past(1, at: 500, .repaired)]).withinBudget == 0)
        #expect(book([past(1, at: 501, .repaired)]).withinBudget == 1)
    }

    @Test(arguments: [
        (RepairOutcome.repaired, 1), (.notVerified, 1), (.unknown, 1), (.failed, 0), (.refused, 0),
        (.wouldApply, 0), (nil, 1),
    ])
    func repairsThatMayHaveChangedSomethingCountInTheBudget(row: (outcome: RepairOutcome?, spent: Int)) {
        #expect(book([past(1, at: 900, row.outcome)]).withinBudget == row.spent)
    }

    @Test func unmuteDoesNotCountInTheBudget() {
        let asked = book([past(1, at: 900, .repaired, kind: .unmute)])
        #expect(asked == .init(running: "r-9"))
        #expect(book([past(1, at: 900, .repaired, kind: .unmute)], kind: .unmute).withinBudget == 0)
        let failed = (1...3).map { past(Int64($0), at: 800 + $0, .failed, kind: .unmute) }
        #expect(book(failed, kind: .unmute).breaker == nil)
    }

    @Test func cooldownBeginsAtTheEndOfTheStacksLastRepair() {
        #expect(book([]).sinceLast == nil)
        #expect(book([past(1, at: 800, .repaired), past(2, at: 900, .refused)]).sinceLast == .seconds(90))
        #expect(book([past(1, at: 900, .wouldApply)]).sinceLast == .seconds(90))
        // A running repair has not ended: its beginning counts.
        #expect(book([past(1, at: 900, nil)]).sinceLast == .seconds(100))
        // Of other kinds, only a repair that may have changed something counts; of other stacks, none.
        let removals = [
            past(1, at: 800, .repaired, kind: .removeAlarms), past(2, at: 900, .refused, kind: .removeAlarms),
        ]
        #expect(book(removals).sinceLast == .seconds(190))
        #expect(book([past(1, at: 900, .repaired, stack: "other")]).sinceLast == nil)
        // The order is that of the numbers, whatever the clocks were.
        #expect(book([past(1, at: 900, .repaired), past(2, at: 700, .repaired)]).sinceLast == .seconds(290))
    }

    @Test func requestRefusedToAPersonStartsNoCooldown() {
        let asked = past(2, at: 900, .refused, wasOnlyAskedFor: true)
        #expect(book([asked]).sinceLast == nil)
        #expect(book([past(1, at: 800, .wouldApply), asked]).sinceLast == .seconds(190))
    }

    private static let letters: [Character: RepairOutcome] = [
        "o": .repaired, "f": .failed, "n": .notVerified, "u": .unknown, "r": .refused, "w": .wouldApply,
    ]

    /// The outcomes of the repairs 1, 2, … of one kind as letters; the number of a reset; and the failures that an open breaker
    /// counts, or 0 if it is closed.
    @Test(arguments: [
        ("", 0, 0), ("f", 0, 0), ("ff", 0, 2), ("fnu", 0, 3), ("fof", 0, 0), ("off", 0, 2), ("ffo", 0, 0),
        // A repair that was refused, or only rehearsed, does not show whether repairs work.
        ("frwfr", 0, 2), ("rw", 0, 0),
        // A repair without an outcome counts as failed.
        ("f.", 0, 2), (".", 0, 0),
        // A reset includes only earlier repairs.
        ("ff", 2, 0), ("ff", 1, 0), ("fff", 1, 2), ("fff", 9, 0),
    ])
    func twoFailuresInARowOpenTheBreaker(row: (outcomes: String, reset: Int64, failures: Int)) {
        let repairs = row.outcomes.enumerated().map { place, letter in
            past(Int64(place + 1), at: place, Self.letters[letter])
        }
        let breaker = Breaker(repairs, kind: .emergencyDeploy, resetThrough: row.reset)
        #expect(breaker?.failures ?? 0 == row.failures)
    }

    @Test func breakerBelongsToItsKindAndStack() throws {
        let mixed = [
            past(1, at: 1, .failed), past(2, at: 2, .failed, kind: .removeAlarms),
            past(3, at: 3, .repaired, kind: .removeAlarms), past(4, at: 4, .failed, stack: "other"),
        ]
        #expect(book(mixed).breaker == nil)
        let open = try #require(book(mixed + [past(5, at: 100, .failed)]).breaker)
        #expect(open.repair == "r-5" && open.failures == 2 && open.kind == .emergencyDeploy)
        #expect(open.since == Timestamp(seconds: 10))
        #expect(book(mixed + [past(5, at: 100, .failed)], kind: .removeAlarms).breaker == nil)
    }

    @Test func resetAppliesOnlyToItsKind() {
        let failed = [past(1, at: 1, .failed), past(2, at: 2, .failed)]
        func breaker(_ resets: [RepairKind: Int64]) -> Breaker? {
            GuardrailFacts.Book(
                failed, stack: "s", kind: .emergencyDeploy, settings: GuardrailSettings(), resets: resets,
                now: Moment(wall: Timestamp(seconds: 0), boot: "b", uptime: .zero)
            ).breaker
        }
        #expect(breaker([:]) != nil && breaker([.removeAlarms: 9]) != nil)
        #expect(breaker([.emergencyDeploy: 2]) == nil)
    }
}
