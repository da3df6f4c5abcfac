import Synchronization

/// A line for each event, and a hash of all lines.
final class Trace: Sendable {
    private struct Inner {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var lines: [String] = []
        var count = 0
    }

    private let inner = Mutex(Inner())
    /// How many of the newest lines are kept.
    private let keep: Int

    init(keep: Int) {
        self.keep = keep
    }

    func add(_ clock: Duration, _ what: String) {
        let line = "\(Self.words(clock)) \(what)"
        inner.withLock { inner in
            // FNV-1a
            for byte in line.utf8 { inner.hash = (inner.hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            inner.count += 1
            guard keep > 0 else { return }
            inner.lines.append(line)
            if inner.lines.count > 2 * keep { inner.lines.removeFirst(keep) }
        }
    }

    var hash: UInt64 { inner.withLock { $0.hash } }
    var lines: [String] { inner.withLock { Array($0.lines.suffix(keep)) } }

    /// `1d 02:13:07.250`
    private static func words(_ clock: Duration) -> String {
        let (seconds, rest) = clock.components
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let thousandth = rest / 1_000_000_000_000_000
        let days = seconds / 86_400
        let time = "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return "\(days)d \(time).\(thousandth < 100 ? "0" : "")\(thousandth < 10 ? "0" : "")\(thousandth)"
    }
}
