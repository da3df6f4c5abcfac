import CSystemd
import Foundation

/// The process and user at the other end of a Unix socket, as the kernel recorded them at connect (unix(7), `SO_PEERCRED`);
/// a client cannot forge them.
public struct SocketPeer: Sendable, Equatable {
    public var process: Int32
    public var user: UInt32

    public init(process: Int32, user: UInt32) {
        self.process = process
        self.user = user
    }

    /// Nil if the descriptor is not a Unix socket.
    public init?(of descriptor: CInt) {
        // `struct ucred`: process, user, group. The C library declares it only with _GNU_SOURCE.
        var credentials: (pid_t, uid_t, gid_t) = (0, uid_t.max, gid_t.max)
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, Self.peerCredentials, &credentials, &size) == 0,
            size == socklen_t(MemoryLayout.size(ofValue: credentials)), credentials.1 != uid_t.max
        else { return nil }
        process = credentials.0
        user = credentials.1
    }

    /// `SO_PEERCRED` on x86 and ARM (asm-generic/socket.h).
    private static let peerCredentials: CInt = 17

    /// The user's name; the user id if it has no name.
    public var name: String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        let status = getpwuid_r(user, &entry, &buffer, buffer.count, &found)
        guard status == 0, found != nil, let name = entry.pw_name else { return "\(user)" }
        return String(cString: name)
    }

    /// The user id for a name; nil if there is no such user.
    public static func user(named name: String) -> UInt32? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.pw_uid
    }
}
