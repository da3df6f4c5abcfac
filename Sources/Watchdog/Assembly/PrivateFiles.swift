import Foundation
import Synchronization

/// A directory for files with secrets that only this process uses: mode 0700, removed when the process ends.
final class PrivateFiles: Sendable {
    let directory: String

    /// Creates it in the unit's runtime directory if there is one, else in `TMPDIR`, else in `/tmp`.
    ///
    /// - Returns: nil if no directory can be created.
    init?(_ environment: [String: String]) {
        let base = environment["RUNTIME_DIRECTORY"] ?? environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(base)/terrier-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
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
