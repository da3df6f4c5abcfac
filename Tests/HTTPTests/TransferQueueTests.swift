import Testing

@testable import HTTP

struct TransferQueueTests {
    private func queue(perHost: Int, total: Int, _ origins: String) -> TransferQueue<String> {
        var queue = TransferQueue<String>(TransferBounds(perHost: perHost, total: total))
        for (index, origin) in origins.enumerated() {
            queue.add("\(origin)\(index)", id: UInt64(index), origin: String(origin))
        }
        return queue
    }

    private func admitted(_ queue: inout TransferQueue<String>) -> [String] {
        var all: [String] = []
        while let next = queue.next() { all.append(next) }
        return all
    }

    @Test func oneHostTakesItsBoundAndItsOrder() {
        var queue = queue(perHost: 2, total: 9, "aaaa")
        #expect(admitted(&queue) == ["a0", "a1"])
        queue.ended(origin: "a")
        #expect(admitted(&queue) == ["a2"] && queue.running == 2)
    }

    @Test func hostsTakeTurns() {
        var queue = queue(perHost: 9, total: 4, "aaaabb")
        #expect(admitted(&queue) == ["a0", "b4", "a1", "b5"])
        queue.ended(origin: "b")
        #expect(admitted(&queue) == ["a2"])
    }

    @Test func aHostAtItsBoundDoesNotHoldUpTheNext() {
        var queue = queue(perHost: 1, total: 3, "aaabc")
        #expect(admitted(&queue) == ["a0", "b3", "c4"])
        queue.ended(origin: "b")
        #expect(admitted(&queue) == [])
        queue.ended(origin: "a")
        #expect(admitted(&queue) == ["a1"])
    }

    @Test func whoeverWaitsCanBeTakenOut() {
        var queue = queue(perHost: 1, total: 9, "aaab")
        #expect(admitted(&queue) == ["a0", "b3"])
        #expect(queue.remove(id: 1) == "a1")
        #expect(queue.remove(id: 1) == nil && queue.remove(id: 0) == nil && queue.remove(id: 99) == nil)
        queue.ended(origin: "a")
        #expect(admitted(&queue) == ["a2"])
        queue.ended(origin: "a")
        #expect(queue.removeAll() == [] && queue.running == 1)
    }

    @Test func allThatWaitCanBeTakenOut() {
        var queue = queue(perHost: 1, total: 9, "aab")
        #expect(admitted(&queue) == ["a0", "b2"])
        #expect(queue.removeAll() == ["a1"])
        queue.ended(origin: "a")
        queue.ended(origin: "b")
        #expect(admitted(&queue) == [] && queue.running == 0)
        queue.add("a9", id: 9, origin: "a")
        #expect(admitted(&queue) == ["a9"])
    }

    /// Ten thousand of one host, in order, with the storage of those that have gone given back on the way.
    @Test func manyAreServedInOrder() {
        var queue = TransferQueue<Int>(TransferBounds(perHost: 3, total: 3))
        for number in 0..<10_000 { queue.add(number, id: UInt64(number), origin: "a") }
        var served: [Int] = []
        while let next = queue.next() {
            served.append(next)
            if queue.running == 3 { queue.ended(origin: "a") }
        }
        #expect(served == Array(0..<10_000))
    }
}
