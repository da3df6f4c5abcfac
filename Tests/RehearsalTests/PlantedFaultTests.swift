import Decisions
import SoakTesting
import Testing

/// The rehearsals must find bugs: each of these is one, set on purpose, with a seed that catches it. `soak --plant FAULT --breaks
/// WORDS` looks for a seed.
///
/// A bug that is found later joins the table, as a fault of its own.
@Suite struct PlantedFaultTests {
    /// Each with words of the promise that it breaks: where another one is broken instead, it is not found.
    static let table: [(fault: PlantedFault, seed: UInt64, breaks: String)] = [
        (.unknownHolds, 1, "opened while"),
        (.unknownClears, 2, "cleared while"),
        (.repairsWithoutNeed, 3, "does not hold"),
        (.tripsAtOnce, 1, "opened before"),
        (.flappingRepairs, 2, "flaps, and asks for a repair"),
        (.flappingClimbs, 2, "climbs while its rule flaps"),
        (.skipsARung, 1, "to rung 2"),
        (.climbsTooYoung, 1, "at the age of"),
        (.climbsInAPersonsHands, 19, "climbs in a person's hands"),
        (.reusesIncidents, 1, "opened a second time"),
        (.reopensWhatAPersonClosed, 2, "although a person closed the one before"),
        (.ageCountsBlindTime, 2, "its signal was known for"),
        (.ignoresPause, 1, "changes while paused"),
        (.ignoresWindow, 4, "changes in a closed window"),
        (.ignoresDistrust, 20, "look bad at once"),
        (.ignoresSettle, 4, "not yet settled"),
        (.ignoresCooldown, 1, "before the cooldown has passed"),
        (.ignoresBudget, 1, "over the budget"),
        (.ignoresStackBudget, 13, "over the budget"),
        (.ignoresHostBudget, 4, "over the budget"),
        (.ignoresBreaker, 4, "the breaker is open"),
        (.timesByTheWallClock, 11, "over the budget"),
        (.budgetNeverRefills, 1, "not healed"),
        (.breakerForgetsTheDead, 109, "the breaker is open"),
        (.resetIsNotHeard, 13, "not healed"),
        (.admitsUpdates, 4, "reverts a hotfix"),
        (.admitsAnyCreate, 2, "was not seen to be missing"),
        (.admitsAnyDelete, 3, "is not on the list"),
        (.restoresFromTheBottom, 13, "not healed"),
        (.appliesInObserve, 5, "changes in mode observe"),
        (.appliesWithoutAsking, 5, "was not asked to apply"),
        (.ignoresConfiguration, 19, "under another configuration"),
        (.skipsInspection, 32, "reverts a hotfix"),
        (.skipsTheSnapshot, 1, "before the change"),
        (.skipsTheRecord, 1, "was not written down before"),
        (.ignoresBackups, 39, "and it has a backup"),
        (.verifiesNothing, 118, "was never seen to be there"),
        (.outcomeNotRecorded, 1, "its outcome is not written down"),
        (.mutesUnrecorded, 1, "mutes what the book does not know of"),
        (.actsBeforeRecording, 1, "before it is recorded"),
        (.diagnosesTwice, 1, "diagnosed a second time"),
        (.neverUnmutes, 1, "muted for good"),
        (.believesAnOlderState, 2, "is believed after"),
        (.believesAnotherLineage, 2, "another lineage is believed"),
    ]

    @Test(arguments: table)
    func eachIsFoundByItsSeed(row: (fault: PlantedFault, seed: UInt64, breaks: String)) {
        let found = Soak(seed: row.seed, fault: row.fault).run()
        #expect(
            found.violations.contains { $0.contains(row.breaks) },
            "\(row.fault): '\(row.breaks)' is not broken by seed \(row.seed), which finds \(found.violations.prefix(3))"
        )
    }

    @Test(arguments: Set(table.map(\.seed)).sorted())
    func withoutAFaultItsSeedFindsNothing(seed: UInt64) {
        let result = Soak(seed: seed).run()
        #expect(result.violations.isEmpty, "seed \(seed): \(result.violations)")
    }

    @Test func allAreInTheTableOnce() {
        let faults = Self.table.map(\.fault)
        #expect(Set(faults).count == faults.count && faults.count >= 25)
        #expect(Set(PlantedFault.allCases).isSubset(of: faults))
    }
}
