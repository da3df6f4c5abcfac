import Decisions

/// What the invariants counted in one seed.
struct Counts: Sendable, Equatable {
    /// Cycles while nothing was wrong with the world.
    var quietCycles = 0
    /// Cycles while something was wrong.
    var faultyCycles = 0
    var repairs = 0
    var applies = 0
    var kills = 0
    var outcomes: [RepairOutcome: Int] = [:]
}
