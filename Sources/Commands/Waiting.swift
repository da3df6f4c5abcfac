/// Told of everything that waits for the world, and for how long it may at the most. Who is told can say whether a task still
/// gets on: what has waited for longer than its own deadline never comes back.
public protocol WaitingObserver: AnyObject, Sendable {
    /// - Returns: a number that `ended` names it by.
    func began(atMost limit: Duration) -> UInt64
    func ended(_ number: UInt64)
}

/// Whoever wants to know of the waiting of this task and its children.
public enum Waiting {
    @TaskLocal public static var observer: (any WaitingObserver)?

    /// Does what waits.
    ///
    /// - Parameter limit: the longest that it can take, by its own deadline.
    public static func atMost<Value>(
        _ limit: Duration, isolation: isolated (any Actor)? = #isolation, _ work: () async -> Value
    ) async -> Value {
        guard let observer else { return await work() }
        let number = observer.began(atMost: limit)
        defer { observer.ended(number) }
        return await work()
    }
}
