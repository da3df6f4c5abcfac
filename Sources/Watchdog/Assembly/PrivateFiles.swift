import Foundation
import Synchronization

/// A directory for files with secrets that only this process uses: mode 0700, removed when the process ends.
final class PrivateFiles: Sendable {
    let directory: String
    /// The directory itself, locked until the process ends, however it ends.
    private let lock: CInt

    private static let name = "terrier-private-"
    /// How old a directory is that a killed process left, in seconds: a Terraform that outlived it may still need its files.
    private static let oldest = 86_400

    /// Creates it in the unit's runtime directory if there is one, else in `TMPDIR`, else in `/tmp`.
    ///
    /// - Returns: nil if no directory can be created.
    init?(_ environment: [String: String]) {
        let base = environment["RUNTIME_DIRECTORY"] ?? environment["TMPDIR"] ?? "/tmp"
        Self.removeAbandoned(in: base)
        var template = Array("\(base)/\(Self.name)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        lock = Self.lock(directory) ?? -1
    }

    deinit { if lock >= 0 { close(lock) } }

    /// Nil if another process has locked the directory, or if it is none.
    private static func lock(_ directory: String) -> CInt? {
        let file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        return file
    }

    /// Removes what killed processes of this user left: states, plans and credentials.
    private static func removeAbandoned(in base: String) {
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        where entry.hasPrefix(name) {
            let path = "\(base)/\(entry)"
            var about = stat()
            guard lstat(path, &about) == 0, about.st_mode & S_IFMT == S_IFDIR, about.st_uid == geteuid(),
                about.st_mtim.tv_sec < time(nil) - oldest, let file = lock(path)
            else { continue }
            try? FileManager.default.removeItem(atPath: path)
            close(file)
        }
    }

    /// Writes a file with mode 0600 atomically.
    ///
    /// - Returns: its path; nil if it could not be written.
    func write(_ text: String, to name: String) -> String? {
        let path = "\(directory)/\(name)"
        let temporary = "\(path).\(UInt32.random(in: 0...UInt32.max))"
        let file = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        let bytes = Array(text.utf8)
        let written = Foundation.write(file, bytes, bytes.count)
        close(file)
        guard written == bytes.count, rename(temporary, path) == 0 else {
            unlink(temporary)
            return nil
        }
        return path
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: directory)
    }
}
