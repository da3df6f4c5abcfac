public import Decisions
import GRDB

/// A snapshot that comes back from an archive: the state, parsed and checked.
public struct ArchivedSnapshot: Sendable {
    public var stack: String
    public var identity: SnapshotIdentity
    /// Managed instances, sorted by address.
    public var addresses: [Address]
    public var body: [UInt8]
    /// When it was first stored.
    public var takenAt: Timestamp

    public init(
        stack: String, identity: SnapshotIdentity, addresses: [Address], body: [UInt8], takenAt: Timestamp
    ) {
        self.stack = stack
        self.identity = identity
        self.addresses = addresses
        self.body = body
        self.takenAt = takenAt
    }
}

extension Ledger {
    /// Whether a snapshot with this identity is stored. The numbers of resources and bytes are not compared.
    public func has(_ identity: SnapshotIdentity, of stack: String) async throws(LedgerFault) -> Bool {
        try await number(of: identity, stack: stack) != nil
    }

    /// Stores a snapshot from an archive. One that is stored already is left as it is.
    ///
    /// - Returns: whether it is new.
    public func add(_ snapshot: ArchivedSnapshot) async throws(LedgerFault) -> Bool {
        try await write { [bodies] database in
            let believed = BelievedState(
                identity: snapshot.identity, addresses: snapshot.addresses, seen: snapshot.takenAt)
            let prepared = try PreparedSnapshot.prepare(
                believed, snapshot.body, of: snapshot.stack, database, bodies)
            guard case .new = prepared else { return false }
            _ = try Self.store(
                believed, prepared, of: snapshot.stack, at: snapshot.takenAt, origin: nil, database)
            let addresses = snapshot.addresses.map(\.description)
            try SeenAddresses.add(addresses.map { $0[...] }, besides: [], of: snapshot.stack, database)
            return true
        }
    }

    /// Makes the newest stored snapshot of a stack the believed one, if no state of it is believed: of the lineage that was seen
    /// last, the one with the highest serial. Copies of an archive may have lost their times.
    ///
    /// - Returns: its identity; nil if a state is believed already, or if no snapshot is stored.
    public func believeNewest(of stack: String) async throws(LedgerFault) -> SnapshotIdentity? {
        try await write { [bodies] database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO believed (stack, snapshot)
                    SELECT stack, id FROM snapshots WHERE stack = :stack AND lineage = (
                        SELECT lineage FROM snapshots WHERE stack = :stack ORDER BY seen_ms DESC, serial DESC LIMIT 1)
                    ORDER BY serial DESC, seen_ms DESC LIMIT 1
                    """,
                arguments: ["stack": stack])
            guard database.changesCount > 0,
                let id = try Int64.fetchOne(
                    database, sql: "SELECT snapshot FROM believed WHERE stack = ?", arguments: [stack]),
                let (_, content) = try SnapshotChain.content(of: id, database, bodies)
            else { return nil }
            try database.execute(
                sql: "UPDATE believed SET addresses = ? WHERE stack = ?",
                arguments: [content.addresses.joined(separator: "\n"), stack])
            return try Self.believed(database, stack)?.identity
        }
    }
}

/// The text of a snapshot as any `zstd` reads and writes it: the file of an archive.
public enum PlainArchive {
    /// Compresses the exact bytes of a state.
    public static func pack(_ bytes: [UInt8]) throws(LedgerFault) -> [UInt8] {
        try Compression.compress(bytes)
    }

    /// The exact bytes of a state.
    ///
    /// - Parameter limit: the largest state, in bytes.
    /// - Throws: `damaged` if the file is not what `zstd` writes for one file of known size, or if the state is larger.
    public static func unpack(_ bytes: [UInt8], limit: Int) throws(LedgerFault) -> [UInt8] {
        guard let size = Compression.size(of: bytes), size <= limit else {
            throw LedgerFault(
                .damaged, "it is not a state that zstd compressed, or is larger than \(limit >> 20) MiB")
        }
        return try Compression.decompress(bytes, size: size)
    }
}
