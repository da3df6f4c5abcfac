/// Who waits and who is under way, by origin: a value, without sockets.
///
/// An origin that no connection was made to yet gets few at a time, so that a name that does not resolve, or a host that is
/// not there, takes neither threads nor places from the others.
struct TransferQueue<Item> {
    /// So many are under way to an origin that no connection was made to yet.
    static var untried: Int { 4 }

    private let bounds: TransferBounds
    private var hostQueues: [String: HostQueue] = [:]
    /// Origins with somebody who waits, the one whose turn it is first.
    private var turns: [String] = []
    private(set) var running = 0

    init(_ bounds: TransferBounds) {
        self.bounds = bounds
    }

    private struct HostQueue {
        var waiting: [(id: UInt64, until: ContinuousClock.Instant, item: Item)] = []
        /// How many at the beginning of `waiting` have gone.
        var gone = 0
        var running = 0
        var isTried = false

        mutating func removeFirst() -> Item {
            let item = waiting[gone].item
            gone += 1
            if gone > 64, gone * 2 > waiting.count {
                waiting.removeFirst(gone)
                gone = 0
            }
            return item
        }

        var isWaiting: Bool { gone < waiting.count }
    }

    /// - Parameter until: waits no longer than this; later than that of whoever was added before.
    mutating func add(_ item: Item, id: UInt64, origin: String, until: ContinuousClock.Instant) {
        if hostQueues[origin, default: HostQueue()].isWaiting == false { turns.append(origin) }
        hostQueues[origin, default: HostQueue()].waiting.append((id, until, item))
    }

    /// The next one that may start, and does: origins take turns.
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

    /// One that was under way has ended.
    ///
    /// - Parameter connected: whether it had a connection; nil where nobody knows.
    mutating func ended(origin: String, connected: Bool?) {
        guard var hostQueue = hostQueues.removeValue(forKey: origin) else { return }
        hostQueue.running -= 1
        hostQueue.isTried = connected ?? hostQueue.isTried
        running -= 1
        if hostQueue.running > 0 || hostQueue.isWaiting { hostQueues[origin] = hostQueue }
    }

    /// Takes out one that waits; nil where it does not.
    mutating func remove(id: UInt64) -> Item? {
        for (origin, hostQueue) in hostQueues {
            guard let index = hostQueue.waiting[hostQueue.gone...].firstIndex(where: { $0.id == id }) else {
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

    /// Takes out all that have waited long enough.
    mutating func removeExpired(at now: ContinuousClock.Instant) -> [Item] {
        var expired: [Item] = []
        for origin in turns {
            guard var hostQueue = hostQueues[origin], hostQueue.waiting[hostQueue.gone].until <= now else {
                continue
            }
            while hostQueue.isWaiting, hostQueue.waiting[hostQueue.gone].until <= now {
                expired.append(hostQueue.removeFirst())
            }
            hostQueues[origin] = hostQueue.running > 0 || hostQueue.isWaiting ? hostQueue : nil
        }
        turns.removeAll { hostQueues[$0]?.isWaiting != true }
        return expired
    }

    /// When the next one will have waited long enough; nil where nobody waits.
    var nextExpiry: ContinuousClock.Instant? {
        turns.compactMap { origin in hostQueues[origin].map { $0.waiting[$0.gone].until } }.min()
    }

    /// Takes out all that wait.
    mutating func removeAll() -> [Item] {
        let items = hostQueues.values.flatMap { $0.waiting[$0.gone...].map(\.item) }
        for origin in Array(hostQueues.keys) {
            hostQueues[origin]?.waiting = []
            hostQueues[origin]?.gone = 0
        }
        turns = []
        return items
    }
}
