import Foundation

/// Whether there is a database at a path.
public enum DatabasePresence {
    /// "No permission to see it" is not the same as "does not exist": a pause that cannot be seen would stop no repair.
    ///
    /// - Returns: false if it does not exist yet.
    /// - Throws: `cannotOpen` if this user cannot know.
    public static func isThere(_ path: String) throws(LedgerFault) -> Bool {
        guard access(path, F_OK) != 0 else { return true }
        let error = errno
        guard error != ENOENT, error != ENOTDIR else { return false }
        throw LedgerFault(
            .cannotOpen,
            error == EACCES
                ? "\(path): this user has no permission to access it; use sudo, or check the modes of its directories"
                : "\(path): cannot be accessed: \(String(cString: strerror(error)))")
    }
}
