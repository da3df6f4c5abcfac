import Foundation
import Synchronization

/// A directory of this process alone, for what holds secrets: 0700, and gone with the process.
final class PrivateFiles: Sendable {
    let directory: String

    /// Beneath the unit's runtime directory where there is one.
    ///
    /// - Returns: nil where none can be made.
    init?(_ environment: [String: String]) {
        let base = environment["RUNTIME_DIRECTORY"] ?? environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(base)/terrier-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Writes a file that its owner alone may read, whole or not at all.
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
