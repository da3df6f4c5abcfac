/// Who waits and who is under way, by origin: a value, without sockets.
struct TransferQueue<Item> {
    private let bounds: TransferBounds
    private var lanes: [String: Lane] = [:]
    /// Origins with somebody who waits, the one whose turn it is first.
    private var turns: [String] = []
    private(set) var running = 0

    init(_ bounds: TransferBounds) {
        self.bounds = bounds
    }

    private struct Lane {
        var waiting: [(id: UInt64, item: Item)] = []
        /// How many at the beginning of `waiting` have gone.
        var gone = 0
        var running = 0

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

    mutating func add(_ item: Item, id: UInt64, origin: String) {
        if lanes[origin, default: Lane()].isWaiting == false { turns.append(origin) }
        lanes[origin, default: Lane()].waiting.append((id, item))
    }

    /// The next one that may start, and does: origins take turns.
    mutating func next() -> Item? {
        guard running < bounds.total else { return nil }
        guard let turn = turns.firstIndex(where: { lanes[$0, default: Lane()].running < bounds.perHost })
        else {
            return nil
        }
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
    mutating func ended(origin: String) {
        guard var lane = lanes.removeValue(forKey: origin) else { return }
        lane.running -= 1
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
