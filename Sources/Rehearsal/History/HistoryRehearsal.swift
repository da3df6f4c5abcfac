public import Decisions
import Foundation
public import Ledger
import Notifications
public import Settings

/// Runs the recorded readings of one stack through the production decisions, cycle by cycle, with the rules of the current
/// configuration.
///
/// The world follows the record: a repair is requested or held back, and never carried out. Pauses, acknowledgements and
/// resets of that time are ignored.
public struct HistoryRehearsal: Sendable {
    /// What a ledger recorded about a stack.
    public struct Record: Sendable {
        /// In the order in which the service recorded them.
        public var readings: [RecordedReading]
        /// When the service ran cycles; empty if the ledger did not record it.
        public var watchedPeriods: [WatchedPeriod]
        /// The believed states, oldest first.
        public var states: [RecordedState]
        /// The time of the last cycle.
        public var last: Timestamp

        public init(
            readings: [RecordedReading], watchedPeriods: [WatchedPeriod], states: [RecordedState],
            last: Timestamp
        ) {
            self.readings = readings
            self.watchedPeriods = watchedPeriods
            self.states = states
            self.last = last
        }

        /// Reads the record from a ledger; nil if no cycle was recorded.
        ///
        /// - Parameter longest: how much of the record to read, counted back from its end.
        /// - Throws: a `LedgerFault` if the ledger cannot be read.
        public init?(of stack: String, in ledger: Ledger, longest: Duration) async throws(LedgerFault) {
            watchedPeriods = try await ledger.watchedPeriods(of: stack)
            // An older ledger has no watched periods; it has the time of the last cycle, to the second.
            let text = try await ledger.lastCycle(of: stack)
            let written = text.flatMap { try? Date($0, strategy: .iso8601) }
            guard
                let last = watchedPeriods.last?.to
                    ?? written.map({ Timestamp(secondsSince1970: $0.timeIntervalSince1970) })
            else { return nil }
            self.last = last
            let since = last + (.zero - longest)
            readings = try await ledger.readings(of: stack, since: since)
            states = try await RecordedState.all(of: stack, in: ledger, since: since)
            guard !readings.isEmpty else { return nil }
        }
    }

    let record: Record
    let settings: StackSettings
    let interval: Duration
    let begins: Timestamp

    /// - Parameter longest: how much of the record to use, counted back from its end.
    public init(_ record: Record, of settings: StackSettings, interval: Duration, longest: Duration) {
        self.record = record
        self.settings = settings
        self.interval = interval
        let first = record.readings.map(\.at).min() ?? record.last
        begins = max(first, record.last + (.zero - longest))
    }

    /// Runs the rehearsal on the calling thread.
    public func run() -> Timeline {
        var loopState = CycleCarryover(self)
        var last: Timestamp?
        for watchedPeriod in watchedPeriods {
            if let last { loopState.gap(from: last, to: watchedPeriod.from) }
            var now = watchedPeriod.from
            while now <= watchedPeriod.to {
                loopState.cycle(at: now, elapsed: last.map { now - $0 } ?? .zero, policy: settings.policy)
                last = now
                now = now + interval
            }
            loopState.endPeriod()
        }
        var timeline = loopState.book.timeline(end: record.last, cycles: loopState.cycles)
        timeline.isRecorded = true
        return timeline
    }

    /// The watched periods since the beginning. Two periods are joined if the gap is at most three cycles and a minute, as
    /// after a restart.
    private var watchedPeriods: [WatchedPeriod] {
        let all =
            record.watchedPeriods.isEmpty
            ? [WatchedPeriod(from: begins, to: record.last)] : record.watchedPeriods
        var watchedPeriods: [WatchedPeriod] = []
        for watchedPeriod in all where watchedPeriod.to >= begins {
            if let last = watchedPeriods.last, watchedPeriod.from - last.to <= interval * 3 + .seconds(60) {
                watchedPeriods[watchedPeriods.count - 1].to = max(last.to, watchedPeriod.to)
            } else {
                watchedPeriods.append(
                    WatchedPeriod(from: max(watchedPeriod.from, begins), to: watchedPeriod.to))
            }
        }
        return watchedPeriods
    }
}

/// What one cycle of a rehearsed history passes on to the next.
private struct CycleCarryover {
    let book: TimelineBook
    let settings: StackSettings
    private let readings: [RecordedReading]
    private var next = 0
    private var world: RecordedWorld
    private var observation: Observation?
    private var missing: Set<Address> = []
    private var watch = Watch()
    private var past: [PastRepair] = []
    private var requested: Int64 = 0
    private let begins: Timestamp
    private var isAfterGap = true
    private(set) var cycles = 0

    init(_ rehearsal: HistoryRehearsal) {
        settings = rehearsal.settings
        begins = rehearsal.begins
        readings = rehearsal.record.readings
        book = TimelineBook(settings.policy)
        world = RecordedWorld(settings.policy, account: settings.account, states: rehearsal.record.states)
        let resources = rehearsal.record.states.first.map {
            "\(Timeline.count($0.identity.resources, "resource")) (serial \($0.identity.serial))"
        }
        book.add(
            TimelineLine(
                .begins,
                "\(settings.name) as it was recorded, \(resources ?? "no believed state"); mode "
                    + "\(settings.policy.mode.rawValue), a cycle every \(rehearsal.interval.words); repairs are requested and not carried out"
            ), at: begins)
        for rule in settings.policy.rules {
            let signal = rule.when.signal
            let counted = signal.tier != nil ? Signal.resourcesMissing : signal
            if !readings.contains(where: { $0.reading.signal == signal || $0.reading.signal == counted }) {
                book.add(
                    TimelineLine(
                        .unknown, rule: rule.name,
                        "\(signal) was never recorded: \(rule.name) cannot trip"), at: begins)
            }
        }
    }

    mutating func gap(from: Timestamp, to: Timestamp) {
        book.add(
            TimelineLine(.gap, "until \(to): the service did not run for \((to - from).words)"), at: from)
    }

    /// Ends a watched period: the time until the next cycle does not count.
    mutating func endPeriod() { isAfterGap = true }

    mutating func cycle(at now: Timestamp, elapsed: Duration, policy: Policy) {
        cycles += 1
        takeReadings(until: now)
        guard var observation else { return }
        observation.at = now
        let moment = Moment(wall: now, boot: "recorded", uptime: now - begins)
        var books: [RepairKind: GuardrailFacts.Book] = [:]
        if !past.isEmpty {
            for kind in RepairKind.allCases {
                books[kind] = .init(
                    past, stack: settings.name, kind: kind, settings: policy.guardrails, now: moment)
            }
        }
        let (next, effects) = decide(
            watch,
            CycleFacts(
                observation: observation, elapsed: isAfterGap ? .zero : elapsed,
                window: settings.windows.state(at: now), book: books),
            policy: policy)
        isAfterGap = false
        watch = next
        for effect in effects { emit(effect, moment) }
    }

    private mutating func takeReadings(until now: Timestamp) {
        let hasNewReadings = next < readings.count && readings[next].at <= now
        let hasNewState = world.takeState(of: now)
        guard hasNewReadings || hasNewState || observation == nil else { return }
        while next < readings.count, readings[next].at <= now {
            let reading = readings[next].reading
            next += 1
            let before = world.take(reading)
            if let reason = reading.reason, reason.cause != .notAsked {
                book.take(.signalUnknown([reading.signal], reason), at: now)
            } else if let was = before?.reason, was.cause != .notAsked {
                book.take(.signalKnown(reading), at: now)
            }
        }
        observation = world.observation(at: now)
        for address in world.missing where !missing.contains(address) {
            book.take(.resourceMissing(address), at: now)
        }
        missing = Set(world.missing)
    }

    private mutating func emit(_ effect: Effect, _ now: Moment) {
        if let event = effect.event { book.take(event, at: now.wall) }
        if case .repair(let proposal) = effect {
            requested += 1
            past.append(
                PastRepair(
                    number: requested, id: "rehearsed-\(requested)", stack: settings.name,
                    kind: proposal.kind, began: now, ended: now,
                    outcome: proposal.apply ? .repaired : .wouldApply))
            // No budget counts repairs further back.
            if past.count > 400 { past.removeFirst(200) }
            book.take(
                .repairStarted(
                    kind: proposal.kind, rule: proposal.rule, incident: proposal.incident,
                    addresses: proposal.addresses, apply: proposal.apply), at: now.wall)
        }
    }
}
