import AWS
import Decisions
import Foundation
import HTTP
import Ledger
import Settings
import Synchronization
import TestSupport

@testable import Notifications

/// A clock that a test sets.
final class Clock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp = Timestamp(seconds: 1_772_334_000)) { time = Mutex(start) }

    var now: Timestamp { time.withLock { $0 } }

    func pass(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// What sinks are tested with: a real ledger, a clock, and real notice senders.
struct Post {
    var ledger: Ledger
    var clock: Clock
    var tools: SenderTools
    var events = EventLog.inMemory()

    static func with(
        _ http: HTTPClient, credentials: String? = nil, endpoint: String? = nil,
        _ body: (Post, String) async throws -> Void
    ) async throws {
        try await Machine.withDirectory { directory in
            var environment = ["PATH": "/usr/bin:/bin", "SECRET_OF_THE_SERVICE": "x"]
            environment["CREDENTIALS_DIRECTORY"] = credentials ?? directory
            let path = directory + "/ledger.sqlite"
            let post = Post(
                ledger: try await Ledger.open(path), clock: Clock(),
                tools: tools(http, environment, endpoint: endpoint))
            try await body(post, directory)
            await post.ledger.close()
        }
    }

    static func tools(_ http: HTTPClient, _ environment: [String: String], endpoint: String? = nil)
        -> SenderTools
    {
        SenderTools(
            http: http,
            aws: AWSClient(
                http: http,
                credentials: FixedCredentials(
                    Credentials(accessKeyID: "testing", secretAccessKey: "testing")),
                endpoint: endpoint), environment: environment)
    }

    func queue(_ sink: Sink, stacks: [String] = ["s"]) throws -> SinkQueue {
        guard let noticeSender = sink.noticeSender(tools) else {
            throw SupportFault("a ping has no notice sender")
        }
        return SinkQueue(
            sink, noticeSender, ledger: ledger, stacks: stacks, events: events, now: { clock.now },
            random: { 1 })
    }

    func add(_ notices: Notice..., to sink: Sink) async throws {
        try await ledger.addNotices(OutboxWriter([sink]).entries(notices, at: clock.now))
    }

    /// Runs passes, and advances the clock after each by the pause that it returns, until the duration has passed.
    func run(_ queue: SinkQueue, for duration: Duration) async {
        let end = clock.now + duration
        while clock.now < end { clock.pass(await queue.pass()) }
    }
}

extension Notice {
    static func sample(
        _ id: String = "s-1:opened", _ severity: Severity = .critical, at: Timestamp = Clock().now
    ) -> Notice {
        var notice = Notice(
            id: id, kind: .opened, severity: severity, stack: "s", title: "s: incident s-1 opened",
            lines: ["tier.f.missing = 1"], addresses: [Address(type: "aws_dynamodb_table", name: "events")],
            at: at, standing: true)
        notice.incident = "s-1"
        notice.rule = "lost"
        return notice
    }
}
