import Decisions
import SoakTesting
import Testing

/// The soak test must find bugs. Each row of the table is a deliberate bug, with a seed that finds it; `soak --plant FAULT --breaks
/// WORDS` searches for a seed.
///
/// Add a row for each bug that is found later.
@Suite struct PlantedFaultTests {
    /// `breaks` is part of the violation that the fault must cause; other violations do not count.
    static let table: [(fault: PlantedFault, seed: UInt64, breaks: String)] = [
        (.unknownTrips, 1, "opened while"),
        (.unknownClears, 2, "cleared while"),
        (.repairsWithoutNeed, 8, "does not hold"),
        (.tripsAtOnce, 1, "opened before"),
        (.flappingRepairs, 11, "flaps, and requests a repair"),
        (.flappingClimbs, 11, "climbs while its rule flaps"),
        (.skipsRung, 1, "to rung 2"),
        (.climbsTooEarly, 1, "at the age of"),
        (.climbsAfterAcknowledgement, 252, "climbs although it is acknowledged"),
        (.reusesIncidents, 1, "opened a second time"),
        (.reopensAfterPersonClosed, 17, "although a person closed the previous one"),
        (.ageCountsUnknownTime, 2, "its signal was known for"),
        (.ignoresPause, 15, "changes while paused"),
        (.ignoresWindow, 12, "changes in a closed window"),
        (.ignoresDistrust, 81, "are bad at once"),
        (.ignoresSettle, 10, "not yet settled"),
        (.ignoresCooldown, 1, "before the cooldown has passed"),
        (.ignoresBudget, 1, "over the budget"),
        (.ignoresStackBudget, 57, "over the budget"),
        (.ignoresHostBudget, 4, "over the budget"),
        (.ignoresBreaker, 4, "the breaker is open"),
        (.countsTimeByWallClock, 74, "over the budget"),
        (.budgetNeverRefills, 1, "not repaired"),
        (.breakerIgnoresUnknownOutcomes, 109, "the breaker is open"),
        (.ignoresReset, 47, "not repaired"),
        (.admitsUpdates, 102, "reverts a hotfix"),
        (.admitsDriftedConsequences, 314, "reverts a hotfix"),
        (.admitsAnyCreate, 424, "was not reported missing"),
        (.admitsAnyDelete, 3, "is not on the list"),
        (.restoresLowestTierFirst, 104, "not repaired"),
        (.appliesInObserve, 5, "changes in mode observe"),
        (.appliesWithoutRequest, 5, "apply was not requested"),
        (.ignoresConfiguration, 242, "under another configuration"),
        (.skipsInspection, 17, "reverts a hotfix"),
        (.skipsSnapshot, 1, "before the change"),
        (.skipsStepRecord, 1, "without an earlier step in the book"),
        (.ignoresBackups, 39, "and it has a backup"),
        (.verifiesNothing, 122, "was never verified"),
        (.outcomeNotRecorded, 1, "its outcome is not recorded"),
        (.skipsMuteRecord, 1, "mutes alarms that the book does not have"),
        (.actsBeforeRecording, 1, "before it is recorded"),
        (.diagnosesTwice, 1, "diagnosed a second time"),
        (.neverUnmutes, 1, "still muted"),
        (.believesOlderState, 2, "is believed after"),
        (.believesOtherLineage, 2, "another lineage is believed"),
    ]

    @Test(arguments: table)
    func eachFaultIsFoundByItsSeed(row: (fault: PlantedFault, seed: UInt64, breaks: String)) {
        let found = Soak(seed: row.seed, fault: row.fault).run()
        #expect(
            found.violations.contains { $0.contains(row.breaks) },
            "\(row.fault): '\(row.breaks)' is not found by seed \(row.seed), which finds \(found.violations.prefix(3))"
        )
    }

    @Test(arguments: Set(table.map(\.seed)).sorted())
    func seedWithoutFaultFindsNothing(seed: UInt64) {
        let result = Soak(seed: seed).run()
        #expect(result.violations.isEmpty, "seed \(seed): \(result.violations)")
    }

    @Test func everyFaultIsInTheTableOnce() {
        let faults = Self.table.map(\.fault)
        #expect(Set(faults).count == faults.count && faults.count >= 25)
        #expect(Set(PlantedFault.allCases).isSubset(of: faults))
    }
}
