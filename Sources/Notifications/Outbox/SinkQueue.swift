import Decisions
import Ledger
import Settings

/// Delivers the notices that wait for one sink, one at a time. A sink that fails does not delay other sinks.
actor SinkQueue {
    let sink: Sink
    private let noticeSender: any NoticeSender
    private let ledger: Ledger
    /// The stacks whose open incidents are sent repeatedly.
    private let stacks: [String]
    private let events: EventLog
    private let now: @Sendable () -> Timestamp
    private let random: @Sendable () -> Double
    private let backoff = Backoff()

    /// The number of attempts in a row that failed.
    private var failures = 0
    /// Before this time, notices that failed are not retried. New notices are tried at once.
    private var retryAt: Timestamp?
    /// It has been logged that the sink fails.
    private var isFailing = false
    /// Delivered while the ledger could not be written: not sent again, and recorded later.
    private var unrecorded: Set<String> = []
    private var lastTold: Timestamp?
    private var ledgerFault: String?
    /// The queue is to end: the next pass is the last.
    private(set) var isFinishing = false

    /// The most notices in one pass.
    private static let mostInAPass = 50
    /// The longest time between two passes without a wake-up.
    private static let longestPause = Duration.seconds(300)

    init(
        _ sink: Sink, _ noticeSender: any NoticeSender, ledger: Ledger, stacks: [String], events: EventLog,
        now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.sink = sink
        self.noticeSender = noticeSender
        self.ledger = ledger
        self.stacks = stacks
        self.events = events
        self.now = now
        self.random = random
    }

    func finish() { isFinishing = true }

    /// Delivers what is due.
    ///
    /// - Parameter rang: whether a wake-up was received, so that something may be new.
    /// - Returns: how long to wait until the next pass, if there is no wake-up.
    func pass(rang: Bool = false) async -> Duration {
        do throws(LedgerFault) {
            for notice in unrecorded.sorted() { await record(notice) }
            try await repeatOngoing(rang)
            for _ in 0..<Self.mostInAPass {
                guard !Task.isCancelled,
                    let waiting = try await ledger.dueNotice(
                        for: sink.key, now: now(), retries: mayRetry, leavingOut: unrecorded)
                else { break }
                guard try await carry(waiting) else { break }
            }
            let dropped = try await ledger.takeDropped(for: sink.key)
            if dropped > 0 { await events.write(.noticesDropped(sink: sink.place, count: dropped)) }
            guard unrecorded.isEmpty else { return .seconds(30) }
            ledgerFault = nil
            return try await pause()
        } catch {
            await say(error)
            return .seconds(30)
        }
    }

    /// Whether failed notices may be retried. The wall clock may be changed: a time further ahead than the longest pause counts as
    /// passed.
    private var mayRetry: Bool {
        guard let retryAt else { return true }
        return now() >= retryAt || retryAt - now() > backoff.longest
    }

    /// Records that a notice was delivered. If that fails, the notice is not sent again, and the notices after it do not wait.
    private func record(_ notice: String) async {
        unrecorded.insert(notice)
        do throws(LedgerFault) {
            try await ledger.delivered(notice, to: sink.key, at: now())
            unrecorded.remove(notice)
        } catch {
            await say(error)
        }
    }

    private func say(_ fault: LedgerFault) async {
        guard ledgerFault != fault.description else { return }
        ledgerFault = fault.description
        await events.write(.ledgerFault(fault.description))
    }

    /// - Returns: whether to continue with the next one.
    private func carry(_ waiting: WaitingNotice) async throws(LedgerFault) -> Bool {
        do throws(DeliveryFault) {
            guard let notice = Notice(json: waiting.payload) else {
                throw DeliveryFault(.failed, "the notice cannot be read")
            }
            try await noticeSender.deliver(notice, at: now())
        } catch {
            guard error.kind != .cancelled else { return false }
            let own = pause(for: error, after: waiting.attempts + 1)
            await note(error)
            try await ledger.failed(waiting.notice, to: sink.key, why: error.why, next: now() + own)
            return false
        }
        await record(waiting.notice)
        try await noteSuccess()
        return true
    }

    private func pause(for fault: DeliveryFault, after failures: Int) -> Duration {
        if fault.kind == .notReady { return .seconds(30) }
        return max(backoff.pause(after: failures, random: random()), fault.retryAfter ?? .zero)
    }

    private func repeatOngoing(_ rang: Bool) async throws(LedgerFault) {
        guard let noticeSender = noticeSender as? any RepeatingSender else { return }
        let at = now()
        if let lastTold, !rang, at >= lastTold, at - lastTold < noticeSender.resendEvery { return }
        let open = try await ledger.openIncidents(of: stacks)
        lastTold = at
        do throws(DeliveryFault) {
            try await noticeSender.sendOngoing(open, at: at)
        } catch {
            if error.kind != .cancelled { await note(error) }
            return
        }
        // If nothing is open, nothing was sent.
        if !open.isEmpty { try await noteSuccess() }
    }

    private func note(_ fault: DeliveryFault) async {
        failures += 1
        retryAt = now() + pause(for: fault, after: failures)
        guard !isFailing else { return }
        isFailing = true
        await events.write(.sinkFailing(sink: sink.place, why: fault.why))
    }

    /// Logs that the sink works again, once no notice waits that failed before.
    private func noteSuccess() async throws(LedgerFault) {
        failures = 0
        retryAt = nil
        guard isFailing, try await ledger.failedNotices(for: sink.key) == 0 else { return }
        isFailing = false
        await events.write(.sinkWorking(sink: sink.place))
    }

    private func pause() async throws(LedgerFault) -> Duration {
        let at = now()
        let next = try await ledger.nextAttempts(for: sink.key)
        var waits = [Self.longestPause]
        // Failed notices also wait for the sink's own pause, new ones for at most 5 s of it.
        let own = retryAt.map { $0 - at } ?? .zero
        if let failed = next.failed { waits.append(max(failed - at, own)) }
        if let new = next.new { waits.append(max(new - at, min(own, .seconds(5)))) }
        if let noticeSender = noticeSender as? any RepeatingSender, let lastTold {
            waits.append(noticeSender.resendEvery - (at - lastTold))
        }
        return max(waits.min() ?? .zero, .milliseconds(100))
    }
}
