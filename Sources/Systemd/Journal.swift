import CSystemd
import Dispatch
import Foundation

/// Writes structured entries to the journal (sd_journal_sendv(3)).
public final class Journal: Sendable {
    /// Sending blocks if journald is slow, so it runs on its own serial queue, which also keeps the order of the entries.
    private let queue = DispatchQueue(label: "journal")

    public init() {}

    /// Whether standard error is connected to the journal: whether it is the file whose device and inode `JOURNAL_STREAM`
    /// contains (systemd.exec(5)).
    public static func isStandardError(_ environment: [String: String]) -> Bool {
        guard let stream = environment["JOURNAL_STREAM"] else { return false }
        let parts = stream.split(separator: ":").compactMap { UInt64($0) }
        var status = stat()
        guard parts.count == 2, fstat(STDERR_FILENO, &status) == 0 else { return false }
        return parts[0] == UInt64(status.st_dev) && parts[1] == UInt64(status.st_ino)
    }

    /// Whether journald accepts a field name: upper-case letters, digits and underscores, beginning with a letter, at most 64
    /// characters.
    public static func isFieldName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64 else { return false }
        return (0x41...0x5A).contains(first)
            && name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    /// Sends one entry, without the fields whose names journald rejects. Returns after the entry has been passed to journald.
    public func send(_ fields: [(name: String, value: String)]) async {
        let lines = fields.filter { Self.isFieldName($0.name) }.map { Array("\($0.name)=\($0.value)".utf8) }
        await withCheckedContinuation { continuation in
            queue.async {
                Self.send(lines)
                continuation.resume()
            }
        }
    }

    private static func send(_ lines: [[UInt8]]) {
        // All fields are in one block, so that every pointer stays valid during the call.
        let block = lines.flatMap { $0 }
        block.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            var offset = 0
            let vectors = lines.map { line -> iovec in
                defer { offset += line.count }
                return iovec(iov_base: UnsafeMutableRawPointer(mutating: base + offset), iov_len: line.count)
            }
            _ = sd_journal_sendv(vectors, Int32(vectors.count))
        }
    }
}
