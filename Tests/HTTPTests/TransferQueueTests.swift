import Testing

@testable import HTTP

struct TransferQueueTests {
    private let start = ContinuousClock.now

    private func queue(perHost: Int, total: Int, _ origins: String) -> TransferQueue<String> {
        var queue = TransferQueue<String>(TransferBounds(perHost: perHost, total: total))
        for (index, origin) in origins.enumerated() {
            queue.add(
                "\(origin)\(index)", id: UInt64(index), origin: String(origin), until: start + .seconds(index)
            )
        }
        return queue
    }

    private func admitted(_ queue: inout TransferQueue<String>) -> [String] {
        var all: [String] = []
        while let next = queue.next() { all.append(next) }
        return all
    }

    @Test func hostKeepsItsBoundAndItsOrder() {
        var queue = queue(perHost: 2, total: 9, "aaaa")
        #expect(admitted(&queue) == ["a0", "a1"])
        queue.ended(origin: "a", connected: true)
        #expect(admitted(&queue) == ["a2"] && queue.running == 2)
    }

    @Test func hostsTakeTurns() {
        var queue = queue(perHost: 9, total: 4, "aaaabb")
        #expect(admitted(&queue) == ["a0", "b4", "a1", "b5"])
        queue.ended(origin: "b", connected: true)
        #expect(admitted(&queue) == ["a2"])
    }

    @Test func hostAtItsBoundDoesNotBlockOthers() {
        var queue = queue(perHost: 1, total: 3, "aaabc")
        #expect(admitted(&queue) == ["a0", "b3", "c4"])
        queue.ended(origin: "b", connected: true)
        #expect(admitted(&queue) == [])
        queue.ended(origin: "a", connected: true)
        #expect(admitted(&queue) == ["a1"])
    }

    @Test func queuedRequestCanBeRemoved() {
        var queue = queue(perHost: 1, total: 9, "aaab")
        #expect(admitted(&queue) == ["a0", "b3"])
        #expect(queue.remove(id: 1) == "a1")
        #expect(queue.remove(id: 1) == nil && queue.remove(id: 0) == nil && queue.remove(id: 99) == nil)
        queue.ended(origin: "a", connected: true)
        #expect(admitted(&queue) == ["a2"])
        queue.ended(origin: "a", connected: true)
        #expect(queue.removeAll() == [] && queue.running == 1)
    }

    @Test func allQueuedRequestsCanBeRemoved() {
        var queue = queue(perHost: 1, total: 9, "aab")
        #expect(admitted(&queue) == ["a0", "b2"])
        #expect(queue.removeAll() == ["a1"])
        queue.ended(origin: "a", connected: true)
        queue.ended(origin: "b", connected: true)
        #expect(admitted(&queue) == [] && queue.running == 0)
        queue.add("a9", id: 9, origin: "a", until: start)
        #expect(admitted(&queue) == ["a9"])
    }

    /// Ten thousand requests of one host are served in order, while the storage of served ones is freed.
    @Test func manyRequestsAreServedInOrder() {
        var queue = TransferQueue<Int>(TransferBounds(perHost: 3, total: 3))
        for number in 0..<10_000 { queue.add(number, id: UInt64(number), origin: "a", until: start) }
        var served: [Int] = []
        while let next = queue.next() {
            served.append(next)
            if queue.running == 3 { queue.ended(origin: "a", connected: true) }
        }
        #expect(served == Array(0..<10_000))
    }

    /// A host that is down, or whose name does not resolve, gets few slots.
    @Test func originWithoutAConnectionGetsFewSlots() {
        var queue = queue(perHost: 9, total: 99, "aaaaaaaaaaaaaaaaaaaa")
        #expect(admitted(&queue).count == 4)
        queue.ended(origin: "a", connected: false)
        queue.ended(origin: "a", connected: nil)
        #expect(admitted(&queue).count == 2)
        queue.ended(origin: "a", connected: true)
        #expect(admitted(&queue).count == 6 && queue.running == 9)
        queue.ended(origin: "a", connected: nil)
        #expect(admitted(&queue).count == 1)
        queue.ended(origin: "a", connected: false)
        #expect(admitted(&queue).count == 0)
    }

    @Test func queuedRequestsExpire() {
        var queue = queue(perHost: 1, total: 9, "aabab")
        #expect(admitted(&queue) == ["a0", "b2"])
        #expect(queue.nextExpiry == start + .seconds(1))
        #expect(queue.removeExpired(at: start) == [])
        #expect(queue.removeExpired(at: start + .seconds(3)) == ["a1", "a3"])
        #expect(queue.nextExpiry == start + .seconds(4))
        queue.ended(origin: "a", connected: true)
        #expect(admitted(&queue) == [])
        #expect(queue.removeExpired(at: start + .seconds(9)) == ["b4"] && queue.nextExpiry == nil)
    }
}
