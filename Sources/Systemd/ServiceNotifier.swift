import CSystemd
import Foundation

/// Notifies the service manager of the service's state (sd_notify(3)). Does nothing if no service manager listens.
public struct ServiceNotifier: Sendable {
    public enum State: Sendable, Equatable {
        /// Start or reload is finished.
        case ready
        case reloading
        case stopping
        /// A line of text for `systemctl status`.
        case status(String)
        /// The keep-alive ping of the service's watchdog.
        case watchdog
        /// The current start, reload or stop may take this much longer, counted from now.
        case extendTimeout(Duration)

        var assignment: String {
            switch self {
            case .ready: return "READY=1"
            case .reloading:
                // Type=notify-reload requires this time (sd_notify(3)); older managers ignore it.
                var now = timespec()
                clock_gettime(CLOCK_MONOTONIC, &now)
                return "RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)"
            case .stopping: return "STOPPING=1"
            case .status(let line): return "STATUS=" + line.replacing("\n", with: " ")
            case .watchdog: return "WATCHDOG=1"
            case .extendTimeout(let duration):
                let (seconds, attoseconds) = duration.components
                return "EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)"
            }
        }
    }

    public init() {}

    /// Whether a service manager listens.
    public static var isListening: Bool { ProcessInfo.processInfo.environment["NOTIFY_SOCKET"] != nil }

    /// Sends the states in one notification.
    public func emit(_ states: State...) {
        guard Self.isListening else { return }
        // A datagram to a local socket; an error means that nobody listens any more, and is ignored.
        _ = sd_notify(0, states.map(\.assignment).joined(separator: "\n"))
    }

    /// How often to send `watchdog`: half of the time that the manager allows (`WatchdogSec=`); nil if no watchdog is set.
    public static var watchdogInterval: Duration? {
        var allowed: UInt64 = 0
        guard sd_watchdog_enabled(0, &allowed) > 0, allowed > 0 else { return nil }
        return .microseconds(Int64(allowed / 2))
    }
}
