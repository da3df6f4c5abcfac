import Foundation

/// Whether there is a database at a path yet.
public enum DatabasePresence {
    /// "May not be looked at" is not "is not there": a pause that cannot be seen would hold nothing back.
    ///
    /// - Returns: false where nobody has written one yet.
    /// - Throws: where this user cannot know.
    public static func isThere(_ path: String) throws(LedgerFault) -> Bool {
        guard access(path, F_OK) != 0 else { return true }
        let error = errno
        guard error != ENOENT, error != ENOTDIR else { return false }
        throw LedgerFault(
            .cannotOpen,
            error == EACCES
                ? "\(path): this user may not look at it; use sudo, or see the modes of its directories"
                : "\(path): cannot be looked at: \(String(cString: strerror(error)))")
    }
}
