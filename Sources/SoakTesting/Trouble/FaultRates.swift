import Rehearsal

/// How often things go wrong.
struct FaultRates: Sendable {
    /// The probability that a process is killed at a step.
    var killAtStep = 0.0
    /// Mean time between two disturbances of the world; nil for none.
    var trouble: Duration?
    /// Mean time between two actions of operators; nil for none.
    var operators: Duration?
    /// Half of the troubles are of these kinds; empty for no preference.
    var favourites: [Trouble] = []
    /// Whether half of the disturbances of a resource make it disappear and return repeatedly.
    var flickers = false

    static let calm = FaultRates()
}
