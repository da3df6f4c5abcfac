/// A deliberate fault in the program of the simulated machine, which the invariants must find. The code that decides and
/// repairs is not changed: each fault is a wrong setting, or a wrapper around a decision, a store, a tool or a clock.
public enum PlantedFault: String, Sendable, CaseIterable {
    // Wrong settings.
    case tripsAtOnce, climbsTooEarly, ignoresDistrust, ignoresSettle, ignoresCooldown
    case ignoresBudget, ignoresStackBudget, ignoresHostBudget, budgetNeverRefills
    case admitsUpdates, admitsAnyCreate, appliesInObserve, ignoresConfiguration
    // Decisions with changed arguments or a changed result.
    case unknownTrips, unknownClears, repairsWithoutNeed, flappingRepairs, flappingClimbs
    case skipsRung, climbsAfterAcknowledgement, reusesIncidents, reopensAfterPersonClosed,
        ageCountsUnknownTime
    case diagnosesTwice
    // Stores that lose or invent something.
    case skipsSnapshot, skipsStepRecord, outcomeNotRecorded, skipsMuteRecord, neverUnmutes
    case breakerIgnoresUnknownOutcomes, actsBeforeRecording
    // Tools that omit or invent something.
    case ignoresPause, ignoresWindow, ignoresBreaker, ignoresReset, ignoresBackups, verifiesNothing
    case admitsDriftedConsequences
    case skipsInspection, admitsAnyDelete, restoresLowestTierFirst
    // A machine that changes the request to the repairer.
    case appliesWithoutRequest
    // Wrong believed states and clocks.
    case believesOlderState, believesOtherLineage, countsTimeByWallClock
}
