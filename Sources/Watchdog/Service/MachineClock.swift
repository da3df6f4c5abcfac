public import Decisions
import Foundation
import Synchronization

/// This machine's clocks.
public enum MachineClock {
    /// Read once: it does not change while this process runs.
    private static let boot: String = {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }()

    public static func now() -> Moment {
        var since = timespec()
        clock_gettime(CLOCK_BOOTTIME, &since)
        return Moment(
            wall: .now, boot: boot,
            uptime: .seconds(Int64(since.tv_sec)) + .nanoseconds(Int64(since.tv_nsec)))
    }
}

extension Timestamp {
    static var now: Timestamp { Timestamp(secondsSince1970: Date().timeIntervalSince1970) }
}
