import Foundation

/// Creates directories that only their owner can enter. The caller must remove them.
enum TemporaryDirectory {
    static func make(_ name: String) throws -> String {
        let path = NSTemporaryDirectory() + "\(name)-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return path
    }
}
