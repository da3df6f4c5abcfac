import Decisions
import Notifications
import Repairs
import Synchronization
import Systemd
import Watchdog

/// Writes what a repair does to the requester and, once the requester no longer reads, to the journal instead.
final class RepairOutput: Sendable {
    private let output: LineOutput
    private let events: EventLog
    private let isHeard = Mutex(true)
    private let notifier = ServiceNotifier()

    init(_ output: LineOutput, _ events: EventLog) {
        self.output = output
        self.events = events
    }

    func emit(_ line: RepairMessage, of request: RepairRequest) async {
        notifier.emit(.status("\(request.kind.rawValue) of \(request.stack): \(line.message)"))
        if isHeard.withLock({ $0 }) {
            if await output.write(line) { return }
            isHeard.withLock { $0 = false }
        }
        for event in line.events(of: request) { await events.write(event, stack: request.stack) }
    }
}
