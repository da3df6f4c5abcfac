import Decisions
import Hashes
import Ledger

/// A place for copies of snapshots. A copy is never overwritten.
protocol Archive: Sendable {
    /// Keeps a copy. If there is one of this name, it stays; what has the name and can be read must be this copy.
    ///
    /// - Parameters:
    ///   - file: the state as `zstd` compresses it.
    ///   - taken: when the snapshot was first stored.
    /// - Throws: an `ArchiveFault` if it is not durable.
    func keep(_ file: [UInt8], as name: ArchiveName, taken: Timestamp) async throws(ArchiveFault)

    /// The copies of a stack, at most `ArchiveBounds.names`, then the last ones in the order of `ArchivedCopy.last`.
    func copies(of stack: String) async throws(ArchiveFault) -> [ArchivedCopy]

    /// A copy.
    func file(_ name: ArchiveName) async throws(ArchiveFault) -> ArchivedFile
}

/// A copy in the list of an archive.
struct ArchivedCopy: Sendable {
    var name: ArchiveName
    var written: Timestamp

    /// Lineage by lineage, the one of which a copy was written last at the end, and each by its serials; at most
    /// `ArchiveBounds.names`.
    ///
    /// The serials say which state is the newer one, and not the times: the newest snapshots are copied first, and a tool that
    /// copies a directory may give every file its own time.
    ///
    /// - Parameter newest: when the newest state of a lineage was stored, for the lineages of which that is known.
    static func last(_ copies: [ArchivedCopy], newest: [String: Timestamp] = [:]) -> [ArchivedCopy] {
        let written = copies.reduce(into: [String: Timestamp]()) { times, copy in
            times[copy.name.lineage] = max(times[copy.name.lineage] ?? copy.written, copy.written)
        }.merging(newest) { $1 }
        return copies.sorted { a, b in
            guard a.name.lineage == b.name.lineage else {
                let times = (written[a.name.lineage] ?? a.written, written[b.name.lineage] ?? b.written)
                return (times.0, a.name.lineage) < (times.1, b.name.lineage)
            }
            return (a.name.serial, a.written) < (b.name.serial, b.written)
        }.suffix(ArchiveBounds.names)
    }
}

/// A copy as it is in an archive.
struct ArchivedFile: Sendable {
    var bytes: [UInt8]
    /// When the snapshot was first stored; nil if the archive does not say it.
    var taken: Timestamp?

    /// Whether it is exactly the state that its name says.
    func isWhole(as name: ArchiveName) -> Bool {
        guard let body = try? PlainArchive.unpack(bytes, limit: ArchiveBounds.file) else { return false }
        return SHA256.hexadecimal(body) == name.sha256
    }
}

/// Why an archive could not be written or read.
public struct ArchiveFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line: what, where, what to do.
    public var description: String

    init(_ description: String) { self.description = description }

    /// Something else has the name of a copy.
    init(wrong place: String) {
        self.init(
            "\(place): it is not the snapshot that its name says; move it away, and the copy is made again")
    }
}

/// How much an archive does at a time.
enum ArchiveBounds {
    /// The largest copy, in bytes: no larger state is read from a backend.
    static let file = 512 << 20
    /// The largest number of names that are listed for one stack.
    static let names = 100_000
    /// The largest number of lineages of one stack of which the newest copy is read only to see when it was stored.
    static let lineages = 20
}
