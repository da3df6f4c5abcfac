import Decisions

/// What the promises counted in a rehearsal.
struct Counts: Sendable, Equatable {
    /// Cycles in which nothing was wrong with the world, and the others.
    var quietCycles = 0
    var faultyCycles = 0
    var repairs = 0
    var applies = 0
    var kills = 0
    var outcomes: [RepairOutcome: Int] = [:]
}
