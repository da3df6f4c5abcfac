public import Decisions
public import Ledger
public import Settings

/// Delivers the notices in the outbox to the sinks, each sink in a task of its own, independent of the cycles and of reloads.
public actor Deliverer {
    private struct Running {
        var sink: Sink
        var stacks: [String]
        var queue: SinkQueue
        var task: Task<Void, Never>
    }

    private let tools: SenderTools
    private let events: EventLog
    private let now: @Sendable () -> Timestamp
    private nonisolated let wakeup = DeliveryWakeup()
    private var running: [String: Running] = [:]
    private var tidying: Task<Void, Never>?
    private var ledger: Ledger?

    public init(tools: SenderTools, events: EventLog, now: @escaping @Sendable () -> Timestamp) {
        self.tools = tools
        self.events = events
        self.now = now
    }

    /// Called when something was stored in the outbox. Returns at once.
    public nonisolated func wakeDeliverer() { wakeup.wakeDeliverer() }

    /// Delivers to these sinks from now on. A sink that has not changed is not restarted.
    ///
    /// - Parameter stacks: the stacks whose open incidents are sent.
    public func use(_ sinks: [Sink], stacks: [String], ledger: Ledger) async {
        let sinks = sinks.merged
        let isSame = self.ledger === ledger
        let kept =
            isSame ? sinks.filter { running[$0.key]?.sink == $0 && running[$0.key]?.stacks == stacks } : []
        let keys = Set(kept.map(\.key))
        for key in running.keys.sorted() where !keys.contains(key) { await stop(key) }
        tidying?.cancel()
        await tidying?.value
        self.ledger = ledger
        for sink in sinks where !keys.contains(sink.key) { start(sink, stacks, ledger) }
        tidying = tidy(sinks, ledger)
    }

    private func start(_ sink: Sink, _ stacks: [String], _ ledger: Ledger) {
        guard let noticeSender = sink.noticeSender(tools) else { return }
        let queue = SinkQueue(sink, noticeSender, ledger: ledger, stacks: stacks, events: events, now: now)
        let (stream, wake) = wakeup.listen(sink.key)
        running[sink.key] = Running(
            sink: sink, stacks: stacks, queue: queue,
            task: Task { await Self.carry(queue, stream, wake) })
    }

    private static func carry(
        _ queue: SinkQueue, _ stream: AsyncStream<Void>, _ wake: AsyncStream<Void>.Continuation
    ) async {
        var wakes = stream.makeAsyncIterator()
        var rang = true
        while !Task.isCancelled {
            let isLast = await queue.isFinishing
            let pause = await queue.pass(rang: rang)
            if isLast { return }
            let timerOutcome = TimerOutcome()
            let timer = Task {
                guard (try? await Task.sleep(for: pause)) != nil else { return }
                await timerOutcome.set()
                wake.yield()
            }
            guard await wakes.next() != nil else { return timer.cancel() }
            timer.cancel()
            rang = !(await timerOutcome.hasPassed)
        }
    }

    private func stop(_ key: String) async {
        guard let stopped = running.removeValue(forKey: key) else { return }
        wakeup.forget(key)
        stopped.task.cancel()
        await stopped.task.value
    }

    /// Once an hour: gives up and logs notices that are too old, and deletes old delivered ones.
    private func tidy(_ sinks: [Sink], _ ledger: Ledger) -> Task<Void, Never> {
        let places = Dictionary(uniqueKeysWithValues: sinks.map { ($0.key, $0.place) })
        return Task { [events, now] in
            while !Task.isCancelled {
                await Self.tidy(places, ledger, events, now())
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }

    static func tidy(
        _ places: [String: String], _ ledger: Ledger, _ events: EventLog, _ now: Timestamp
    ) async {
        do throws(LedgerFault) {
            let given = try await ledger.tidyOutbox(sinks: Set(places.keys), at: now)
            for (sink, count) in given.sorted(by: { $0.key < $1.key }) {
                await events.write(.noticesGivenUp(sink: places[sink] ?? sink, count: count))
            }
        } catch {
            await events.write(.ledgerFault(error.description))
        }
    }

    /// Tries once more to deliver what is due, until the limit has passed. What is not delivered stays in the outbox.
    public func stop(within limit: Duration) async {
        tidying?.cancel()
        for entry in running.values { await entry.queue.finish() }
        wakeup.wakeDeliverer()
        let tasks = running.values.map(\.task)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await Task.sleep(for: limit)
                for task in tasks { task.cancel() }
            }
            group.addTask {
                for task in tasks { await task.value }
            }
            // The first task to end is either the timer or all deliveries; whatever still runs is cancelled.
            await group.next()
            for task in tasks { task.cancel() }
            group.cancelAll()
        }
        running = [:]
        await tidying?.value
    }
}

/// Whether a timer has elapsed.
private actor TimerOutcome {
    private(set) var hasPassed = false
    func set() { hasPassed = true }
}
