/// A time as one machine counts it: the wall clock for operators and records, and the time since the machine was booted, which
/// never jumps.
public struct Moment: Sendable, Equatable, Codable {
    public var wall: Timestamp
    /// The kernel's id of the boot (`/proc/sys/kernel/random/boot_id`).
    public var boot: String
    /// Time since the boot, including suspend (`CLOCK_BOOTTIME`, clock_gettime(2)).
    public var uptime: Duration

    public init(wall: Timestamp, boot: String, uptime: Duration) {
        self.wall = wall
        self.boot = boot
        self.uptime = uptime
    }

    /// Advances both clocks by the same time.
    public mutating func advance(by time: Duration) {
        wall = wall + time
        uptime += time
    }

    /// The time since an earlier moment; never negative.
    ///
    /// Within one boot, the wall clock does not matter. After a reboot it is the difference of the wall clocks, but at least the
    /// time since this boot.
    public func since(_ earlier: Moment) -> Duration {
        guard boot == earlier.boot else { return max(uptime, wall - earlier.wall) }
        return max(.zero, uptime - earlier.uptime)
    }
}
