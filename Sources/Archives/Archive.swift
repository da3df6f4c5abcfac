import Decisions

/// A place for copies of snapshots. A copy is never overwritten.
protocol Archive: Sendable {
    /// Keeps a copy. If there is one of this name, it stays.
    ///
    /// - Parameters:
    ///   - file: the state as `zstd` compresses it.
    ///   - taken: when the snapshot was first stored.
    /// - Throws: an `ArchiveFault` if it is not durable.
    func keep(_ file: [UInt8], as name: ArchiveName, taken: Timestamp) async throws(ArchiveFault)

    /// The copies of a stack, the one that was written last at the end; at most `ArchiveBounds.names`, then the last ones.
    func copies(of stack: String) async throws(ArchiveFault) -> [ArchivedCopy]

    /// A copy.
    func file(_ name: ArchiveName) async throws(ArchiveFault) -> ArchivedFile
}

/// A copy in the list of an archive.
struct ArchivedCopy: Sendable {
    var name: ArchiveName
    var written: Timestamp

    /// Sorted by time, then by serial, at most `ArchiveBounds.names`.
    static func last(_ copies: [ArchivedCopy]) -> [ArchivedCopy] {
        copies.sorted { ($0.written, $0.name.serial) < ($1.written, $1.name.serial) }
            .suffix(ArchiveBounds.names)
    }
}

/// A copy as it is in an archive.
struct ArchivedFile: Sendable {
    var bytes: [UInt8]
    /// When the snapshot was first stored; nil if the archive does not say it.
    var taken: Timestamp?
}

/// Why an archive could not be written or read.
public struct ArchiveFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line: what, where, what to do.
    public var description: String

    init(_ description: String) { self.description = description }
}

/// How much an archive does at a time.
enum ArchiveBounds {
    /// The largest copy, in bytes: no larger state is read from a backend.
    static let file = 512 << 20
    /// The largest number of names that are listed for one stack.
    static let names = 100_000
}
