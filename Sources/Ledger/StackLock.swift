import Foundation

/// One live repair a stack, one watcher a ledger: an exclusive lock on a file beside the database, which vanishes with the
/// process that holds it.
final class StackLock: Sendable {
    private let file: CInt

    private init(_ file: CInt) {
        self.file = file
    }

    deinit {
        close(file)
    }

    /// Takes the lock; nil where somebody holds it.
    static func take(_ path: String, mode: mode_t = 0o640) async throws(LedgerFault) -> StackLock? {
        let made = DirectoryOwner.make(path, mode: mode)
        let file = made >= 0 ? made : open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else {
            throw LedgerFault(.cannotOpen, "\(path): the lock file cannot be made; see its directory")
        }
        // Somebody who only looks holds it for an instant.
        for _ in 0..<20 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return StackLock(file) }
            try? await Task.sleep(for: .milliseconds(10))
        }
        close(file)
        return nil
    }

    /// Whether somebody holds it now.
    static func isHeld(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0
    }
}
