/// An instant as one machine counts it: wall time for people and records, and the time since the machine was booted, in
/// which clocks do not step.
public struct Moment: Sendable, Equatable, Codable {
    public var wall: Timestamp
    /// The kernel's identity of the boot (`/proc/sys/kernel/random/boot_id`).
    public var boot: String
    /// Since the boot, time asleep included (`CLOCK_BOOTTIME`, clock_gettime(2)).
    public var uptime: Duration

    public init(wall: Timestamp, boot: String, uptime: Duration) {
        self.wall = wall
        self.boot = boot
        self.uptime = uptime
    }

    /// Lets time pass, as a clock does that nobody sets.
    public mutating func advance(by time: Duration) {
        wall = wall + time
        uptime += time
    }

    /// The time that has passed since an earlier moment; never negative.
    ///
    /// Within one boot wall time plays no part in it. Across a boot it is what the wall clocks say, and no less than this
    /// boot has lasted.
    public func since(_ earlier: Moment) -> Duration {
        guard boot == earlier.boot else { return max(uptime, wall - earlier.wall) }
        return max(.zero, uptime - earlier.uptime)
    }
}
