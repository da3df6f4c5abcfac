/// A deliberate fault of the decisions or the repairs, for the rehearsals that must find it. Tests alone can set one, and
/// only a debug build has them: in a release `planted` is false and leaves nothing behind.
public enum PlantedFault: String, Sendable, CaseIterable {
    // The decisions.
    case unknownHolds, unknownClears, repairsWithoutNeed, tripsAtOnce, flappingRepairs, flappingClimbs
    case skipsARung, climbsTooYoung, climbsInAPersonsHands, reusesIncidents, reopensWhatAPersonClosed
    case ageCountsBlindTime, ignoresPause, ignoresWindow, ignoresDistrust, ignoresSettle
    case ignoresCooldown, ignoresBudget, ignoresStackBudget, ignoresHostBudget, ignoresBreaker
    case timesByTheWallClock, budgetNeverRefills, breakerForgetsTheDead, resetIsNotHeard
    case admitsUpdates, admitsAnyCreate, admitsAnyDelete, restoresFromTheBottom
    // The repairs.
    case appliesInObserve, ignoresConfiguration, skipsInspection, skipsTheSnapshot, skipsTheRecord
    case ignoresBackups, verifiesNothing, outcomeNotRecorded
    case mutesUnrecorded
    // The cycle and the state.
    case actsBeforeRecording, diagnosesTwice, neverUnmutes, believesAnOlderState, believesAnotherLineage

    #if DEBUG
        @TaskLocal public static var now: PlantedFault?
    #endif
}

/// Whether a deliberate fault is set.
@inlinable
public func planted(_ fault: PlantedFault) -> Bool {
    #if DEBUG
        return PlantedFault.now == fault
    #else
        return false
    #endif
}
