/// Is notified of every wait for something outside the process, with its longest possible time. From this it can decide
/// whether a task still makes progress: a wait that exceeds its own deadline will never end.
public protocol WaitingObserver: AnyObject, Sendable {
    /// A wait has begun.
    ///
    /// - Returns: a number that identifies the wait in `ended`.
    func began(atMost limit: Duration) -> UInt64
    /// The wait with this number has ended.
    func ended(_ number: UInt64)
}

/// Reports waits to an observer, such as the service's watchdog.
public enum Waiting {
    /// The observer of the waits of this task and its children; nil for none.
    @TaskLocal public static var observer: (any WaitingObserver)?

    /// Runs an operation that waits, and reports its begin and end to the observer.
    ///
    /// - Parameter limit: the longest time that the operation can take, by its own deadline. It is not enforced here.
    public static func atMost<Value>(
        _ limit: Duration, isolation: isolated (any Actor)? = #isolation, _ work: () async -> Value
    ) async -> Value {
        guard let observer else { return await work() }
        let number = observer.began(atMost: limit)
        defer { observer.ended(number) }
        return await work()
    }
}
