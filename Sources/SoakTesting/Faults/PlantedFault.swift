/// A deliberate fault of the machine that is rehearsed, which the promises must find. The decisions and the repairs know
/// nothing of it: each is a wrong setting, or stands before or behind a decision, a store or a tool of theirs.
public enum PlantedFault: String, Sendable, CaseIterable {
    // Wrong settings.
    case tripsAtOnce, climbsTooYoung, ignoresDistrust, ignoresSettle, ignoresCooldown
    case ignoresBudget, ignoresStackBudget, ignoresHostBudget, budgetNeverRefills
    case admitsUpdates, admitsAnyCreate, appliesInObserve, ignoresConfiguration
    // Decisions that are given something else, or of which something is changed.
    case unknownHolds, unknownClears, repairsWithoutNeed, flappingRepairs, flappingClimbs
    case skipsARung, climbsInAPersonsHands, reusesIncidents, reopensWhatAPersonClosed, ageCountsBlindTime
    case diagnosesTwice
    // Stores that lose something, or make it up.
    case skipsTheSnapshot, skipsTheRecord, outcomeNotRecorded, mutesUnrecorded, neverUnmutes
    case breakerForgetsTheDead, actsBeforeRecording
    // Tools that leave something out, or make it up.
    case ignoresPause, ignoresWindow, ignoresBreaker, resetIsNotHeard, ignoresBackups, verifiesNothing
    case skipsInspection, admitsAnyDelete, restoresFromTheBottom
    // A machine that starts the repairer otherwise than it was asked to.
    case appliesWithoutAsking
    // Eyes and clocks.
    case believesAnOlderState, believesAnotherLineage, timesByTheWallClock
}
