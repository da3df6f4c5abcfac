import Foundation

/// Directories for plan files, which hold secrets: 0700, and gone when the repair is.
enum PrivateDirectory {
    static func make(_ path: String) throws(ToolFault) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ToolFault(
                .failed, "\(path): cannot be made for the plan file; see that its parent is writable")
        }
    }

    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
