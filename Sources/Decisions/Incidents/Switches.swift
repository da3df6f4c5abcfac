/// Everything that people's switches say of one stack: what the decisions hear, and the breakers that were reset.
public struct Switches: Sendable, Equatable {
    public var people: People
    /// By kind, the number of the last repair that a reset speaks of: what failed up to then counts no more.
    public var resets: [RepairKind: Int64]

    public init(people: People = People(), resets: [RepairKind: Int64] = [:]) {
        self.people = people
        self.resets = resets
    }
}
