import Dispatch
import Foundation
import Synchronization
import Systemd

/// Where events go: the journal under systemd, else plain lines on standard error.
public final class EventLog: Sendable {
    private enum Sink: Sendable {
        case journal(Journal)
        case standardError(DispatchQueue)
        case memory
        case listener(@Sendable (Event, String?) -> Void)
    }

    private let sink: Sink
    private let kept = Mutex<[String]>([])

    /// Whether what comes again the same is wanted each time. A journal is read by people, who want it once; a rehearsal
    /// counts.
    public let wantsRepeats: Bool

    private init(_ sink: Sink, wantsRepeats: Bool = false) {
        self.sink = sink
        self.wantsRepeats = wantsRepeats
    }

    /// The journal where standard error is connected to it.
    public static func standard(_ environment: [String: String]) -> EventLog {
        if Journal.isStandardError(environment) { return EventLog(.journal(Journal())) }
        return EventLog(.standardError(DispatchQueue(label: "standard error")))
    }

    /// Given to whoever listens, with the stack that it is about.
    public static func telling(
        repeats: Bool = true, _ listener: @escaping @Sendable (Event, String?) -> Void
    ) -> EventLog {
        EventLog(.listener(listener), wantsRepeats: repeats)
    }

    /// Kept and not written: for looks that only report.
    public static func inMemory() -> EventLog { EventLog(.memory) }

    public var lines: [String] { kept.withLock { $0 } }

    /// Writes one event. It is written when this returns.
    public func write(_ event: Event, stack: String? = nil) async {
        switch sink {
        case .journal(let journal):
            let said = event.definition
            var fields = [
                (name: "MESSAGE", value: stack.map { "\($0): \(said.message)" } ?? said.message),
                (name: "PRIORITY", value: String(said.priority.rawValue)),
                (name: "MESSAGE_ID", value: said.id), (name: "SYSLOG_IDENTIFIER", value: "terrier"),
            ]
            if let stack { fields.append((name: "TERRIER_STACK", value: stack)) }
            await journal.send(fields + said.fields)
        case .standardError(let queue):
            let line = Self.line(event, stack: stack) + "\n"
            await withCheckedContinuation { continuation in
                queue.async {
                    // Nobody reading it any more is no reason to stop watching.
                    try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
                    continuation.resume()
                }
            }
        case .listener(let listener): listener(event, stack)
        case .memory: kept.withLock { $0.append(Self.line(event, stack: stack)) }
        }
    }

    /// `critical liveinsight-dev: incident …`
    private static func line(_ event: Event, stack: String?) -> String {
        let said = event.definition
        return "\(said.priority.word)\(stack.map { " \($0)" } ?? ""): \(said.message)"
    }
}
