import Decisions
import Ledger
import Notifications
import Synchronization
import Testing

@testable import Watchdog

/// A stack whose cycles cannot be recorded is not watched: the status line and the pings show it.
@Suite struct UnwritableLedgerTests {
    private struct Seen: Equatable {
        var line: String
        var sign: Heartbeat.PingKind
    }

    private static let well = Seen(line: "1 stack: 1 unknown (s)", sign: .alive)
    private static let blind = Seen(line: "1 stack: s: the ledger cannot be written", sign: .hanging)

    /// The status line and the ping after each of eight cycles.
    ///
    /// - Parameter full: whether the disk is full in a cycle.
    private func seen(
        _ full: @escaping @Sendable (Int) -> Bool, book isReadable: Bool = true
    ) async throws -> [Seen] {
        let bench = LoopBench()
        let seen = Mutex<[Seen]>([])
        bench.ledger.faults.set { _ in
            full(bench.cycle.withLock { $0 }) ? LedgerFault(.full, "the disk is full") : nil
        }
        try await bench.run(
            cycles: 9,
            before: { cycle in
                guard cycle > 0 else { return }
                let now = Seen(line: await bench.board.line, sign: await bench.board.sign(.seconds(60)))
                seen.withLock { $0.append(now) }
            }, book: { _ in isReadable })
        return seen.withLock { $0 }
    }

    @Test func twoUnrecordedCyclesInARowMakeAStackBlind() async throws {
        let seen = try await seen { [2, 4, 5, 6].contains($0) }
        #expect(
            seen == [
                Self.well, Self.well, Self.well, Self.well, Self.well, Self.blind, Self.blind, Self.well,
            ])
    }

    /// Such a cycle also ends with a fault, but it was recorded.
    @Test func unreadableBookMakesNoStackBlind() async throws {
        let seen = try await seen({ _ in false }, book: false)
        #expect(seen.count == 8 && seen.allSatisfy { $0 == Self.well })
    }

    @Test func onlyABlindStackLosesItsVerdict() async {
        let board = StatusBoard(stacks: ["a", "b", "c"])
        await board.report("a", .critical)
        await board.report("b", .healthy)
        for _ in 1...2 { await board.missed("a") }
        #expect(
            await board.line
                == "3 stacks: a: the ledger cannot be written, 1 healthy, 1 not checked yet")
        #expect(await board.sign(.seconds(60)) == .hanging)
        for _ in 1...2 { await board.missed("c") }
        #expect(await board.line.hasSuffix("c: the ledger cannot be written, 1 healthy"))
        await board.report("a", .critical)
        await board.report("c", .healthy)
        #expect(await board.line == "3 stacks: 2 healthy, 1 critical (a)")
        #expect(await board.sign(.seconds(60)) == .alive)
    }
}
