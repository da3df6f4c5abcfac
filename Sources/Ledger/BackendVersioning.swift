import Foundation
import GRDB

/// Whether the bucket of a stack's backend keeps the earlier versions of the state, as it was last read.
public struct BackendVersioning: Sendable, Equatable, Codable {
    public var bucket: String
    /// Nil if it was never known.
    public var keepsVersions: Bool?
    /// Why it could not be read the last time; nil if it could.
    public var unknown: String?

    public init(bucket: String, keepsVersions: Bool?, unknown: String?) {
        self.bucket = bucket
        self.keepsVersions = keepsVersions
        self.unknown = unknown
    }
}

extension Ledger {
    /// How the bucket of the backend was last seen; nil if that is not stored.
    public func backendVersioning(of stack: String) async throws(LedgerFault) -> BackendVersioning? {
        try await stored(BackendVersioning.self, "versioning", of: stack)
    }

    /// Stores how the bucket of the backend was seen. What was known about the same bucket stays known.
    ///
    /// - Returns: whether it is new that the bucket does not keep versions.
    public func storeVersioning(
        _ seen: BackendVersioning, of stack: String
    ) async throws(LedgerFault) -> Bool {
        let known = try await backendVersioning(of: stack)
        var new = seen
        if new.keepsVersions == nil, known?.bucket == new.bucket { new.keepsVersions = known?.keepsVersions }
        guard new != known else { return false }
        try await write { [new] database in try Self.store(new, as: "versioning", of: stack, database) }
        let wasKnown = known?.bucket == new.bucket && known?.keepsVersions == false
        return new.keepsVersions == false && !wasKnown
    }
}
