/// Who waits and who is under way, by origin: a value, without sockets.
///
/// An origin that no connection was made to yet gets few at a time, so that a name that does not resolve, or a host that is
/// not there, takes neither threads nor places from the others.
struct TransferQueue<Item> {
    /// So many are under way to an origin that no connection was made to yet.
    static var untried: Int { 4 }

    private let bounds: TransferBounds
    private var lanes: [String: Lane] = [:]
    /// Origins with somebody who waits, the one whose turn it is first.
    private var turns: [String] = []
    private(set) var running = 0

    init(_ bounds: TransferBounds) {
        self.bounds = bounds
    }

    private struct Lane {
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
        if lanes[origin, default: Lane()].isWaiting == false { turns.append(origin) }
        lanes[origin, default: Lane()].waiting.append((id, until, item))
    }

    /// The next one that may start, and does: origins take turns.
    mutating func next() -> Item? {
        guard running < bounds.total else { return nil }
        let turn = turns.firstIndex { origin in
            let lane = lanes[origin, default: Lane()]
            return lane.running < (lane.isTried ? bounds.perHost : min(Self.untried, bounds.perHost))
        }
        guard let turn else { return nil }
        let origin = turns.remove(at: turn)
        guard var lane = lanes.removeValue(forKey: origin) else { return nil }
        let item = lane.removeFirst()
        lane.running += 1
        running += 1
        if lane.isWaiting { turns.append(origin) }
        lanes[origin] = lane
        return item
    }

    /// One that was under way has ended.
    ///
    /// - Parameter connected: whether it had a connection; nil where nobody knows.
    mutating func ended(origin: String, connected: Bool?) {
        guard var lane = lanes.removeValue(forKey: origin) else { return }
        lane.running -= 1
        lane.isTried = connected ?? lane.isTried
        running -= 1
        if lane.running > 0 || lane.isWaiting { lanes[origin] = lane }
    }

    /// Takes out one that waits; nil where it does not.
    mutating func remove(id: UInt64) -> Item? {
        for (origin, lane) in lanes {
            guard let index = lane.waiting[lane.gone...].firstIndex(where: { $0.id == id }) else { continue }
            var lane = lane
            let item = lane.waiting.remove(at: index).item
            if !lane.isWaiting { turns.removeAll { $0 == origin } }
            lanes[origin] = lane.running > 0 || lane.isWaiting ? lane : nil
            return item
        }
        return nil
    }

    /// Takes out all that have waited long enough.
    mutating func removeExpired(at now: ContinuousClock.Instant) -> [Item] {
        var expired: [Item] = []
        for origin in turns {
            guard var lane = lanes[origin], lane.waiting[lane.gone].until <= now else { continue }
            while lane.isWaiting, lane.waiting[lane.gone].until <= now { expired.append(lane.removeFirst()) }
            lanes[origin] = lane.running > 0 || lane.isWaiting ? lane : nil
        }
        turns.removeAll { lanes[$0]?.isWaiting != true }
        return expired
    }

    /// When the next one will have waited long enough; nil where nobody waits.
    var nextExpiry: ContinuousClock.Instant? {
        turns.compactMap { origin in lanes[origin].map { $0.waiting[$0.gone].until } }.min()
    }

    /// Takes out all that wait.
    mutating func removeAll() -> [Item] {
        let items = lanes.values.flatMap { $0.waiting[$0.gone...].map(\.item) }
        for origin in Array(lanes.keys) {
            lanes[origin]?.waiting = []
            lanes[origin]?.gone = 0
        }
        turns = []
        return items
    }
}
