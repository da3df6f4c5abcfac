import Decisions
import GRDB
import Hashes

/// What is stored of one snapshot in `snapshot_bodies`: the text of the state, and after it the addresses, one on each line. Most
/// lists of addresses differ little from the one before, so that they take nearly no space behind the text.
struct SnapshotContent {
    /// The text and the addresses.
    let bytes: [UInt8]
    /// The length of the addresses at the end.
    let addressBytes: Int

    init(text: [UInt8], addresses: [Address]) {
        let list = Array(addresses.map(\.description).joined(separator: "\n").utf8)
        bytes = text + list
        addressBytes = list.count
    }

    init(bytes: [UInt8], addressBytes: Int) {
        self.bytes = bytes
        self.addressBytes = min(max(0, addressBytes), bytes.count)
    }

    /// The addresses, as they are written.
    var addresses: [String] {
        String(decoding: bytes.suffix(addressBytes), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The text of the state.
    ///
    /// - Throws: `damaged` if it is not the text that the identity was computed from.
    func text(of identity: SnapshotIdentity) throws(LedgerFault) -> [UInt8] {
        let text = Array(bytes.dropLast(addressBytes))
        if let damage = identity.damage(of: text) { throw LedgerFault(.damaged, damage) }
        return text
    }
}

extension SnapshotIdentity {
    /// How a text differs from the one that this identity was computed from, in words; nil if it does not.
    func damage(of text: [UInt8]) -> String? {
        guard text.count == bytes else { return "it has \(text.count) bytes and not \(bytes)" }
        return SHA256.hexadecimal(text) == sha256 ? nil : "its hash is another"
    }
}
