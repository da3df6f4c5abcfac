import Dispatch
import Foundation
import Repairs

/// The repairer's lines on standard output. A reader that goes away or stops reading does not delay a repair: a write to a
/// socket times out after 2 seconds.
final class LineOutput: Sendable {
    private let queue = DispatchQueue(label: "lines")
    private let descriptor: CInt

    init(_ descriptor: CInt = STDOUT_FILENO) {
        self.descriptor = descriptor
        // Has an effect on sockets only. A pipe belongs to a parent process, which reads to the end.
        // `struct timeval`: seconds and microseconds, each a word long.
        var patience = (Int(2), Int(0))
        setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout.size(ofValue: patience)))
    }

    /// Writes one line of JSON.
    ///
    /// - Returns: whether the whole line was written.
    func write(_ line: RepairMessage) async -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return false }
        let bytes = Array(data + Data("\n".utf8))
        return await withCheckedContinuation { continuation in
            queue.async { [descriptor] in
                continuation.resume(returning: Self.write(bytes, to: descriptor))
            }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
