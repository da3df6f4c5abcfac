import Rehearsal

/// How much goes wrong.
struct FaultRates: Sendable {
    /// That a process is killed at a step.
    var killAtStep = 0.0
    /// Mean time between two troubles that come by themselves; nil for none.
    var trouble: Duration?
    /// Mean time between two deeds of people; nil for none.
    var operators: Duration?
    /// Half of the troubles are of these, where there are any.
    var favourites: [Trouble] = []
    /// Half of the upsets are things that come and go.
    var flickers = false

    static let calm = FaultRates()
}
