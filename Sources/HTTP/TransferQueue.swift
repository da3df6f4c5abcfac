/// The queued and running requests by origin: a value, without sockets.
///
/// An origin without a successful connection so far gets few slots, so that a name that does not resolve, or a host that is
/// down, takes neither threads nor slots from other origins.
struct TransferQueue<Item> {
    /// The maximum number of running requests for an origin without a successful connection so far.
    static var untried: Int { 4 }

    private let bounds: TransferBounds
    private var hostQueues: [String: HostQueue] = [:]
    /// The origins with queued requests; the first one is served next.
    private var turns: [String] = []
    private(set) var running = 0

    init(_ bounds: TransferBounds) {
        self.bounds = bounds
    }

    private struct HostQueue {
        var waiting: [(id: UInt64, until: ContinuousClock.Instant, item: Item)] = []
        /// How many items at the beginning of `waiting` are already removed.
        var removed = 0
        var running = 0
        /// Whether the last request to this origin had a connection.
        var isTried = false

        mutating func removeFirst() -> Item {
            let item = waiting[removed].item
            removed += 1
            if removed > 64, removed * 2 > waiting.count {
                waiting.removeFirst(removed)
                removed = 0
            }
            return item
        }

        var isWaiting: Bool { removed < waiting.count }
    }

    /// Adds a request to the queue of its origin.
    ///
    /// - Parameter until: when it expires; not earlier than for the items added before.
    mutating func add(_ item: Item, id: UInt64, origin: String, until: ContinuousClock.Instant) {
        if hostQueues[origin, default: HostQueue()].isWaiting == false { turns.append(origin) }
        hostQueues[origin, default: HostQueue()].waiting.append((id, until, item))
    }

    /// Removes the next request that may start and counts it as running; nil if none may. The origins take turns.
    mutating func next() -> Item? {
        guard running < bounds.total else { return nil }
        let turn = turns.firstIndex { origin in
            let hostQueue = hostQueues[origin, default: HostQueue()]
            return hostQueue.running
                < (hostQueue.isTried ? bounds.perHost : min(Self.untried, bounds.perHost))
        }
        guard let turn else { return nil }
        let origin = turns.remove(at: turn)
        guard var hostQueue = hostQueues.removeValue(forKey: origin) else { return nil }
        let item = hostQueue.removeFirst()
        hostQueue.running += 1
        running += 1
        if hostQueue.isWaiting { turns.append(origin) }
        hostQueues[origin] = hostQueue
        return item
    }

    /// Records that a running request has ended.
    ///
    /// - Parameter connected: whether it had a connection; nil if that is not known.
    mutating func ended(origin: String, connected: Bool?) {
        guard var hostQueue = hostQueues.removeValue(forKey: origin) else { return }
        hostQueue.running -= 1
        hostQueue.isTried = connected ?? hostQueue.isTried
        running -= 1
        if hostQueue.running > 0 || hostQueue.isWaiting { hostQueues[origin] = hostQueue }
    }

    /// Removes one queued request; nil if it is not queued.
    mutating func remove(id: UInt64) -> Item? {
        for (origin, hostQueue) in hostQueues {
            guard let index = hostQueue.waiting[hostQueue.removed...].firstIndex(where: { $0.id == id })
            else {
                continue
            }
            var hostQueue = hostQueue
            let item = hostQueue.waiting.remove(at: index).item
            if !hostQueue.isWaiting { turns.removeAll { $0 == origin } }
            hostQueues[origin] = hostQueue.running > 0 || hostQueue.isWaiting ? hostQueue : nil
            return item
        }
        return nil
    }

    /// Removes all queued requests that have expired.
    mutating func removeExpired(at now: ContinuousClock.Instant) -> [Item] {
        var expired: [Item] = []
        for origin in turns {
            guard var hostQueue = hostQueues[origin], hostQueue.waiting[hostQueue.removed].until <= now else {
                continue
            }
            while hostQueue.isWaiting, hostQueue.waiting[hostQueue.removed].until <= now {
                expired.append(hostQueue.removeFirst())
            }
            hostQueues[origin] = hostQueue.running > 0 || hostQueue.isWaiting ? hostQueue : nil
        }
        turns.removeAll { hostQueues[$0]?.isWaiting != true }
        return expired
    }

    /// When the next queued request expires; nil if none is queued.
    var nextExpiry: ContinuousClock.Instant? {
        turns.compactMap { origin in hostQueues[origin].map { $0.waiting[$0.removed].until } }.min()
    }

    /// Removes all queued requests.
    mutating func removeAll() -> [Item] {
        let items = hostQueues.values.flatMap { $0.waiting[$0.removed...].map(\.item) }
        for origin in Array(hostQueues.keys) {
            hostQueues[origin]?.waiting = []
            hostQueues[origin]?.removed = 0
        }
        turns = []
        return items
    }
}
