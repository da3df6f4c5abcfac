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

    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
