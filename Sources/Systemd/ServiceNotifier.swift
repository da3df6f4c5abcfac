import CSystemd
import Foundation

/// Tells the service manager how the service is (sd_notify(3)). Does nothing where no service manager listens.
public struct ServiceNotifier: Sendable {
    public enum State: Sendable, Equatable {
        /// Started, or reloaded.
        case ready
        case reloading
        case stopping
        /// One line that `systemctl status` shows.
        case status(String)
        /// Proof of life.
        case watchdog
        /// A start, a reload or a stop takes this much longer from now.
        case extendTimeout(Duration)

        var assignment: String {
            switch self {
            case .ready: return "READY=1"
            case .reloading:
                // The instant is what Type=notify-reload asks for (sd_notify(3)); older managers take no notice of it.
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

    public func emit(_ states: State...) {
        guard Self.isListening else { return }
        // A datagram to a socket of this machine; an error means that nobody listens any more.
        _ = sd_notify(0, states.map(\.assignment).joined(separator: "\n"))
    }

    /// How often the manager wants proof of life, as half of what it allows; nil where it wants none.
    public static var watchdogInterval: Duration? {
        var allowed: UInt64 = 0
        guard sd_watchdog_enabled(0, &allowed) > 0, allowed > 0 else { return nil }
        return .microseconds(Int64(allowed / 2))
    }
}
