import Decisions

/// Turns the text of a state (in the ledger with its addresses behind it) into the bytes that are stored, and back. Both databases
/// store every state through it, and nothing else knows how a stored body looks.
public struct SnapshotBodies: Sendable {
    public init() {}

    /// The bytes to store.
    ///
    /// - Parameters:
    ///   - identity: of the state with this text.
    ///   - owner: what it is stored for: the name of the stack in the ledger, the id of the repair in the repair book.
    ///   - base: the text of another state, without which the stored bytes cannot be read back; nil for bytes that stand alone.
    /// - Throws: `failed` if it cannot be compressed.
    func stored(
        _ text: [UInt8], of identity: SnapshotIdentity, owner: String, after base: [UInt8]? = nil
    ) throws(LedgerFault) -> [UInt8] {
        try Compression.compress(text, after: base ?? [])
    }

    /// The text. Its hash is not checked here.
    ///
    /// - Parameters:
    ///   - size: its length.
    ///   - owner: as it was given to `stored`.
    ///   - base: the same text that was given to `stored`.
    /// - Throws: `damaged` if the stored bytes are not those of a text of this length.
    func text(
        _ stored: [UInt8], size: Int, of identity: SnapshotIdentity, owner: String, after base: [UInt8]? = nil
    ) throws(LedgerFault) -> [UInt8] {
        try Compression.decompress(stored, size: size, after: base ?? [])
    }
}
