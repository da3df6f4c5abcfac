import Synchronization

/// The state that was read last, so that one that did not change is neither sent nor parsed again.
public final class StateCache: Sendable {
    /// What tells one version of a file from another.
    struct FileVersion: Sendable, Equatable {
        var path: String
        var device, inode, size: UInt64
        /// Nanoseconds since 1970: of the last write, and of the last change of anything.
        var modified, changed: Int64

        /// Whether a second write may have got the same time: the kernel's file times advance only with its clock tick, of up to
        /// ten milliseconds. A time in the future, from a server with another clock, does not count.
        func isJustWritten(at now: Int64) -> Bool {
            let age = now &- changed
            return age >= 0 && age < 20_000_000
        }
    }

    /// What tells one version of a state from another.
    enum Version: Sendable, Equatable {
        case file(FileVersion)
        case object(StateBackend.S3, tag: String)
    }

    /// Larger states are read again each time: several stacks must fit into the memory of a small machine.
    private static let mostBytes = 4 << 20

    private let last = Mutex<(version: Version, state: State)?>(nil)

    public init() {}

    func state(_ version: Version) -> State? {
        last.withLock { $0?.version == version ? $0?.state : nil }
    }

    /// The tag of the object that is kept.
    func tag(of s3: StateBackend.S3) -> String? {
        last.withLock {
            guard case .object(s3, let tag)? = $0?.version else { return nil }
            return tag
        }
    }

    func keep(_ state: State, as version: Version) {
        let isSmall = state.raw.count <= Self.mostBytes
        last.withLock { $0 = isSmall ? (version, state) : nil }
    }
}
