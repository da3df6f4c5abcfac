import Foundation

/// An exclusive lock on a file beside the database: one running repair for each stack, and one watcher for each ledger. It is
/// released when its process ends.
final class StackLock: Sendable {
    private let file: CInt

    private init(_ file: CInt) {
        self.file = file
    }

    deinit {
        close(file)
    }

    /// Takes the lock; nil if another process holds it.
    static func take(_ path: String, mode: mode_t = 0o640) async throws(LedgerFault) -> StackLock? {
        let made = DirectoryOwner.make(path, mode: mode)
        let file = made >= 0 ? made : open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else {
            throw LedgerFault(.cannotOpen, "\(path): the lock file cannot be created; check its directory")
        }
        // A process that only checks the lock holds it for a moment.
        for _ in 0..<20 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return StackLock(file) }
            try? await Task.sleep(for: .milliseconds(10))
        }
        close(file)
        return nil
    }

    /// Whether a process holds it now.
    static func isHeld(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0
    }
}
