import Decisions
import Foundation
import GRDB
import HTTP
import Settings
import TestSupport
import Testing

@testable import Ledger
@testable import Notifications

@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(20))) struct DeliveryTests
{
    private func webhook(_ server: HookServer, secret: String? = nil) -> Sink {
        Sink(.webhook(url: server.url + "/hook?token=TOKEN", secretCredential: secret), from: .info)
    }

    @Test func sinkThatFailsForADayIsLoggedOnceAndLosesNothing() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, directory in
                try await server.answer(500)
                let sink = webhook(server)
                try await post.add(.sample("early"), to: sink)
                await post.run(try post.queue(sink), for: .seconds(43_200))
                // A restart: another queue over the same ledger.
                let queue = try post.queue(sink)
                try await post.add(.sample("later"), to: sink)
                // The same notice is added again, as after a crash between two steps: the outbox holds it once.
                try await post.add(.sample("early"), to: sink)
                await post.run(queue, for: .seconds(43_200))
                try await server.answer(200)
                let failed = server.received
                #expect(Set(failed.map { $0.headers["webhook-id"] }) == ["early", "later"])
                // For each notice one attempt an hour, and a few more at first: the sink is not overloaded.
                #expect(failed.count < 100)
                #expect(post.events.lines.count == 2)  // one for each of the two runs
                #expect(post.events.lines.allSatisfy { $0.contains("answers 500") })
                #expect(!post.events.lines.joined().contains("TOKEN"))

                await post.run(queue, for: .seconds(3700))
                let taken = await server.received(atLeast: failed.count + 2).filter { $0.status == 200 }
                #expect(taken.map { $0.headers["webhook-id"] ?? "" }.sorted() == ["early", "later"])
                #expect(post.events.lines.last?.contains("works again") == true)
                await post.run(queue, for: .seconds(86_400))
                #expect(server.received.count == failed.count + 2)
                // Each attempt had its own time and the same body.
                let early = server.received.filter { $0.headers["webhook-id"] == "early" }
                #expect(Set(early.map(\.body)).count == 1)
                #expect(Set(early.compactMap { $0.headers["webhook-timestamp"] }).count == early.count)
            }
        }
    }

    @Test func noticesUndeliveredForThreeDaysAreGivenUpWithOneLine() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, _ in
                try await server.answer(500)
                let sink = webhook(server)
                let queue = try post.queue(sink)
                for n in 1...3 { try await post.add(.sample("n\(n)"), to: sink) }
                let places = [sink.key: sink.place]
                await post.run(queue, for: .seconds(3 * 86_400 - 7200))
                await Deliverer.tidy(places, post.ledger, post.events, post.clock.now)
                #expect(post.events.lines.count == 1)
                post.clock.pass(.seconds(7200))
                await Deliverer.tidy(places, post.ledger, post.events, post.clock.now)
                #expect(post.events.lines.count == 2)
                #expect(post.events.lines.last?.contains("3 notices for webhook 127.0.0.1") == true)
                try await server.answer(200)
                let attempts = server.received.count
                await post.run(queue, for: .seconds(86_400))
                #expect(server.received.count == attempts)
            }
        }
    }

    @Test func sleepOrAClockChangeGivesUpNoNotice() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, _ in
                try await server.answer(500)
                let sink = webhook(server)
                let queue = try post.queue(sink)
                try await post.add(.sample(), to: sink)
                await post.run(queue, for: .seconds(60))
                post.clock.pass(.seconds(10 * 86_400))
                await Deliverer.tidy([sink.key: sink.place], post.ledger, post.events, post.clock.now)
                // After the clock is set back by a year, an attempt that seems a year ahead is due.
                post.clock.pass(.seconds(-365 * 86_400))
                try await server.answer(200)
                _ = await queue.pass()
                #expect(await server.received(atLeast: 2).last?.status == 200)
            }
        }
    }

    @Test func newNoticeIsTriedAtOnceWhileTheSinkFails() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, _ in
                try await server.answer(500)
                let sink = webhook(server)
                let queue = try post.queue(sink)
                try await post.add(.sample("old"), to: sink)
                await post.run(queue, for: .seconds(43_200))
                try await server.answer(200)
                let before = server.received.count
                try await post.add(.sample("new"), to: sink)
                // Its success makes the old one due too: both are delivered in one pass.
                _ = await queue.pass(rang: true)
                let got = await server.received(atLeast: before + 2).dropFirst(before)
                #expect(got.map { $0.headers["webhook-id"] } == ["new", "old"])
            }
        }
    }

    @Test func refusedNoticeDelaysNoOther() async throws {
        try await Machine.withDirectory { directory in
            try await HTTPClient.with { http in
                try await Post.with(http) { post, _ in
                    // Refuses the first, accepts all others and records them.
                    let script =
                        "read -r line; case $line in *poison*) exit 3;; esac; echo \"$line\" >>'\(directory)/took'"
                    let sink = Sink(.command(["/bin/sh", "-c", script]), from: .info)
                    let queue = try post.queue(sink)
                    try await post.add(.sample("poison"), to: sink)
                    for n in 1...3 { try await post.add(.sample("n\(n)"), to: sink) }
                    await post.run(queue, for: .seconds(120))
                    let took = try String(contentsOfFile: directory + "/took", encoding: .utf8)
                    #expect(took.split(separator: "\n").count == 3)
                }
            }
        }
    }

    @Test func hangingSinkDelaysNoOther() async throws {
        try await HookServer.with { server, http in
            try await HookServer.with { other, _ in
                // One connection per host, and the server's is in use: its sink hangs until this request ends.
                let narrow = HTTPClient(bounds: TransferBounds(perHost: 1, total: 2))
                try await Post.with(narrow) { post, _ in
                    try await server.answer(0)
                    let held = Task {
                        try? await narrow.send(HTTPRequest("POST", server.url), deadline: .seconds(600))
                    }
                    #expect(await server.received(atLeast: 1).count == 1)
                    let deliverer = Deliverer(tools: post.tools, events: post.events, now: { post.clock.now })
                    let sinks = [webhook(server), webhook(other)]
                    await deliverer.use(sinks, stacks: ["s"], ledger: post.ledger)
                    let outbox = OutboxWriter(sinks) { deliverer.wakeDeliverer() }
                    try await post.ledger.addNotices(outbox.entries([.sample()], at: post.clock.now))
                    outbox.wakeDeliverer()
                    #expect(await other.received(atLeast: 1).count == 1)
                    #expect(server.received.count == 1)
                    // When stopped, it waits no longer than the limit: the sink still hangs.
                    await deliverer.stop(within: .seconds(1))
                    #expect(server.received.count == 1)
                    let waits = try await post.ledger.dueNotice(
                        for: sinks[0].key, now: post.clock.now, retries: true)
                    #expect(waits?.notice == "s-1:opened")
                    held.cancel()
                    _ = await held.value
                }
                await narrow.shutdown()
            }
        }
    }

    @Test func sinkGetsEachNoticeOnceAcrossAReload() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, _ in
                let deliverer = Deliverer(tools: post.tools, events: post.events, now: { post.clock.now })
                let sink = webhook(server)
                for n in 1...3 {
                    await deliverer.use([sink], stacks: ["s"], ledger: post.ledger)
                    try await post.add(.sample("n\(n)"), to: sink)
                    deliverer.wakeDeliverer()
                    #expect(await server.received(atLeast: n).count == n)
                }
                await deliverer.use([], stacks: ["s"], ledger: post.ledger)
                try await post.add(.sample("n4"), to: sink)
                deliverer.wakeDeliverer()
                try await Task.sleep(for: .milliseconds(300))
                #expect(server.received.count == 3)
                await deliverer.use([sink], stacks: ["s"], ledger: post.ledger)
                #expect(await server.received(atLeast: 4).count == 4)
                await deliverer.stop(within: .seconds(5))
            }
        }
    }

    /// For example if the disk is full: the sink has accepted the notice, and that cannot be recorded.
    @Test func deliveredNoticeIsNotSentAgainWhileTheLedgerIsUnwritable() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, _ in
                let sink = webhook(server)
                let queue = try post.queue(sink)
                try await post.add(.sample("a"), .sample("b"), to: sink)
                try await post.ledger.write {
                    try $0.execute(
                        sql: """
                            CREATE TRIGGER full BEFORE UPDATE OF done_ms ON outbox
                            BEGIN SELECT RAISE(ABORT, 'full'); END
                            """)
                }
                await post.run(queue, for: .seconds(600))
                // Each of them once, and none waits for the one before.
                #expect(await server.received(atLeast: 2).map { $0.headers["webhook-id"] } == ["a", "b"])
                #expect(post.events.lines.count == 1)
                try await post.ledger.write { try $0.execute(sql: "DROP TRIGGER full") }
                await post.run(queue, for: .seconds(600))
                #expect(server.received.count == 2)
                let left = try await post.ledger.dueNotice(for: sink.key, now: post.clock.now, retries: true)
                #expect(left == nil)
            }
        }
    }

    @Test func sinkIsNotRetriedBeforeItsRetryAfter() throws {
        func fault(_ seconds: String) throws -> DeliveryFault {
            try #require(
                DeliveryFault(
                    HTTPResponse(status: 429, headers: [.init("Retry-After", seconds)], body: []),
                    from: "hooks.example"))
        }
        #expect(try fault("120").retryAfter == .seconds(120))
        #expect(try fault("999999999").retryAfter == .seconds(3600))
        #expect(try fault("-5").retryAfter == .zero && fault("Fri, 31 Dec").retryAfter == nil)
        #expect(try fault("1").why == "hooks.example answers 429")
        let taken = HTTPResponse(status: 204, headers: [], body: [])
        #expect(DeliveryFault(taken, from: "h") == nil)
        // A redirect is not followed, and counts as not accepted.
        #expect(DeliveryFault(HTTPResponse(status: 302, headers: [], body: []), from: "h") != nil)
    }
}
