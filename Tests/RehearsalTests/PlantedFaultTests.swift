import Decisions
import SoakTesting
import Testing

/// The rehearsals must find bugs: each of these is one, set on purpose, with a seed that catches it.
///
/// A bug that is found later joins the table, as a fault of its own.
@Suite struct PlantedFaultTests {
    static let table: [(fault: PlantedFault, seed: UInt64)] = [
        (.unknownHolds, 1), (.unknownClears, 2), (.repairsWithoutNeed, 3), (.tripsAtOnce, 1),
        (.flappingRepairs, 2), (.flappingClimbs, 2), (.skipsARung, 1), (.climbsTooYoung, 1),
        (.climbsInAPersonsHands, 19), (.reusesIncidents, 1), (.reopensWhatAPersonClosed, 2),
        (.ageCountsBlindTime, 2), (.ignoresPause, 1), (.ignoresWindow, 4), (.ignoresDistrust, 20),
        (.ignoresSettle, 4), (.ignoresCooldown, 1), (.ignoresBudget, 1), (.ignoresStackBudget, 13),
        (.ignoresHostBudget, 4), (.ignoresBreaker, 4), (.timesByTheWallClock, 11), (.budgetNeverRefills, 1),
        (.breakerForgetsTheDead, 109), (.resetIsNotHeard, 13), (.admitsUpdates, 4), (.admitsAnyCreate, 2),
        (.admitsAnyDelete, 3), (.restoresFromTheBottom, 13), (.appliesInObserve, 5),
        (.ignoresConfiguration, 19), (.skipsInspection, 3), (.skipsTheSnapshot, 1), (.skipsTheRecord, 1),
        (.ignoresBackups, 39), (.verifiesNothing, 118), (.outcomeNotRecorded, 1),
        (.mutesUnrecorded, 1), (.actsBeforeRecording, 1), (.diagnosesTwice, 1), (.neverUnmutes, 1),
        (.believesAnOlderState, 2), (.believesAnotherLineage, 2),
    ]

    @Test(arguments: table)
    func eachIsFoundByItsSeed(row: (fault: PlantedFault, seed: UInt64)) {
        let found = Soak(seed: row.seed, fault: row.fault).run()
        #expect(!found.violations.isEmpty, "\(row.fault) is not found by seed \(row.seed)")
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
