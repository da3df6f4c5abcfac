import Foundation

/// Directories for plan files, which hold secrets: mode 0700, removed when the repair ends.
enum PrivateDirectory {
    static func make(_ path: String) throws(ToolFault) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ToolFault(
                .failed, "\(path): cannot be created for the plan file; make its parent directory writable")
        }
    }

    /// Writes a file, in place of one that may be there.
    ///
    /// - Returns: whether it was written.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) -> Bool {
        let temporary = path + ".new"
        unlink(temporary)
        let file = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { return false }
        let written = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
        guard close(file) == 0, written == bytes.count, rename(temporary, path) == 0 else {
            unlink(temporary)
            return false
        }
        return true
    }

    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
