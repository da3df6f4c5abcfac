public import Decisions

/// What one look at a stack shows, with the state that it rests on. The watcher's probes make it and a repair works on it.
public struct StackObservation: Sendable {
    public var observation: Observation
    /// The state that was read and believed; nil where it was not.
    public var state: State?

    public init(observation: Observation, state: State?) {
        self.observation = observation
        self.state = state
    }
}
