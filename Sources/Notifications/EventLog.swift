import Dispatch
import Foundation
import Synchronization
import Systemd

/// Writes events: to the journal under systemd, else as plain lines to standard error.
public final class EventLog: Sendable {
    private enum Sink: Sendable {
        case journal(Journal)
        case standardError(DispatchQueue)
        case memory
        case listener(@Sendable (Event, String?) -> Void)
    }

    private let sink: Sink
    private let kept = Mutex<[String]>([])

    /// Whether events that repeat unchanged are wanted each time. People who read a journal want them once; a rehearsal counts
    /// them.
    public let wantsRepeats: Bool

    private init(_ sink: Sink, wantsRepeats: Bool = false) {
        self.sink = sink
        self.wantsRepeats = wantsRepeats
    }

    /// The journal if standard error is connected to it, else standard error.
    public static func standard(_ environment: [String: String]) -> EventLog {
        if Journal.isStandardError(environment) { return EventLog(.journal(Journal())) }
        return EventLog(.standardError(DispatchQueue(label: "standard error")))
    }

    /// Passes each event to a closure, with the stack that it is about.
    public static func telling(
        repeats: Bool = true, _ listener: @escaping @Sendable (Event, String?) -> Void
    ) -> EventLog {
        EventLog(.listener(listener), wantsRepeats: repeats)
    }

    /// Keeps the lines in memory and writes nothing: for commands that only report.
    public static func inMemory() -> EventLog { EventLog(.memory) }

    public var lines: [String] { kept.withLock { $0 } }

    /// Writes one event; returns after it is written.
    public func write(_ event: Event, stack: String? = nil) async {
        switch sink {
        case .journal(let journal):
            let definition = event.definition
            var fields = [
                (name: "MESSAGE", value: stack.map { "\($0): \(definition.message)" } ?? definition.message),
                (name: "PRIORITY", value: String(definition.priority.rawValue)),
                (name: "MESSAGE_ID", value: definition.id), (name: "SYSLOG_IDENTIFIER", value: "terrier"),
            ]
            if let stack { fields.append((name: "TERRIER_STACK", value: stack)) }
            await journal.send(fields + definition.fields)
        case .standardError(let queue):
            let line = Self.line(event, stack: stack) + "\n"
            await withCheckedContinuation { continuation in
                queue.async {
                    // If standard error is closed, that is no reason to stop watching.
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
        let definition = event.definition
        return "\(definition.priority.word)\(stack.map { " \($0)" } ?? ""): \(definition.message)"
    }
}
