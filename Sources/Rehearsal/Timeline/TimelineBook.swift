import Decisions
import Notifications
import Synchronization

/// Builds a timeline from the events that the watcher and the repairer log. Each event defines its own line.
final class TimelineBook: Sendable {
    private struct Inner {
        var entries: [Timeline.Entry] = []
        var repairs: [Timeline.Kind: Int] = [:]
        /// The last entry if it is about signals that became unknown or known again: the signals and the reason.
        var open: (kind: Timeline.Kind, why: String, signals: [String])?
    }

    private let policy: Policy
    private let inner = Mutex(Inner())
    /// The signals that get an entry when they become unknown: those of the rules, the credentials and the state.
    private let watched: Set<Signal>

    init(_ policy: Policy) {
        self.policy = policy
        watched = Set(policy.rules.map(\.when.signal) + [.awsCredentials, .stateReadable])
    }

    func add(_ line: TimelineLine, at: Timestamp) {
        inner.withLock { inner in
            inner.open = nil
            inner.entries.append(.init(at: at, line: line))
            if line.kind.endsRepair { inner.repairs[line.kind, default: 0] += 1 }
        }
    }

    func timeline(end: Timestamp, cycles: Int) -> Timeline {
        inner.withLock { inner in
            Timeline(
                stack: policy.stack, entries: inner.entries, end: end, cycles: cycles, repairs: inner.repairs)
        }
    }

    func take(_ event: Event, at: Timestamp) {
        switch event.timeline {
        case .nothing: break
        case .line(let line): add(line, at: at)
        case .signals(let kind, let signals, let why):
            for signal in signals { note(signal, kind, why, at) }
        }
    }

    /// Signals that become unknown for the same reason at the same time share one entry.
    private func note(_ signal: Signal, _ kind: Timeline.Kind, _ why: String, _ at: Timestamp) {
        guard watched.contains(signal) else { return }
        inner.withLock { inner in
            var signals: [String] = []
            if let open = inner.open, open.kind == kind, open.why == why, inner.entries.last?.at == at {
                signals = open.signals
                inner.entries.removeLast()
            }
            signals.append(signal.name)
            inner.open = (kind, why, signals)
            let names = signals.joined(separator: ", ")
            let what =
                kind == .unknown ? "\(names) (\(why)): no rule on it trips or clears" : "\(names) again"
            inner.entries.append(.init(at: at, line: TimelineLine(kind, what)))
        }
    }
}
