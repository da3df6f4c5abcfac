import Dispatch
import Foundation
import Repairs

/// The repairer's lines on standard output. Who reads them may go away or stop reading: that never holds a repair up.
final class LineOutput: Sendable {
    private let queue = DispatchQueue(label: "lines")
    private let descriptor: CInt

    init(_ descriptor: CInt = STDOUT_FILENO) {
        self.descriptor = descriptor
        // Of a socket; a pipe belongs to a parent that reads to the end.
        // `struct timeval`: seconds and microseconds, each a word long.
        var patience = (Int(2), Int(0))
        setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout.size(ofValue: patience)))
    }

    /// - Returns: whether it was taken.
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
