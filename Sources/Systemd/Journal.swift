import CSystemd
import Dispatch
import Foundation

/// Structured entries in the journal (sd_journal_sendv(3)).
public final class Journal: Sendable {
    /// Sending waits where journald is slow, so it has a thread of its own; entries keep their order.
    private let queue = DispatchQueue(label: "journal")

    public init() {}

    /// Whether standard error is connected to the journal: the file that `JOURNAL_STREAM` names by device and inode
    /// (systemd.exec(5)).
    public static func isStandardError(_ environment: [String: String]) -> Bool {
        guard let stream = environment["JOURNAL_STREAM"] else { return false }
        let parts = stream.split(separator: ":").compactMap { UInt64($0) }
        var status = stat()
        guard parts.count == 2, fstat(STDERR_FILENO, &status) == 0 else { return false }
        return parts[0] == UInt64(status.st_dev) && parts[1] == UInt64(status.st_ino)
    }

    /// Whether a name is one that journald keeps: upper case, digits and underscores, not beginning with the latter two,
    /// at most 64 characters.
    public static func isFieldName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64 else { return false }
        return (0x41...0x5A).contains(first)
            && name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    /// Sends one entry; fields with names that journald would drop are left out. Returns once it is handed over.
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
        // One block for all fields, so that no pointer outlives the array that it points into.
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
