import CSystemd
import Foundation

/// Who is at the other end of a Unix socket, as the kernel saw them connect (unix(7), `SO_PEERCRED`): it cannot be made up.
public struct SocketPeer: Sendable, Equatable {
    public var process: Int32
    public var user: UInt32

    public init(process: Int32, user: UInt32) {
        self.process = process
        self.user = user
    }

    /// Nil where the descriptor is no Unix socket.
    public init?(of descriptor: CInt) {
        // `struct ucred`: process, user, group. The C library shows it to GNU sources alone.
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

    /// The user's name; the number where nobody is called so.
    public var name: String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var room = [CChar](repeating: 0, count: 16_384)
        let status = getpwuid_r(user, &entry, &room, room.count, &found)
        guard status == 0, found != nil, let name = entry.pw_name else { return "\(user)" }
        return String(cString: name)
    }

    /// The number of a user of this name; nil where there is none.
    public static func user(named name: String) -> UInt32? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var room = [CChar](repeating: 0, count: 16_384)
        guard getpwnam_r(name, &entry, &room, room.count, &found) == 0, found != nil else { return nil }
        return entry.pw_uid
    }
}
