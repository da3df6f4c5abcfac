public import Decisions

/// Reads a backend's objects and locks, by code that cannot write.
public protocol BackendObjects: Sendable {
    /// The state's object.
    ///
    /// - Parameter tag: the entity tag of the version that is known already.
    /// - Returns: nil if the object still has this tag.
    /// - Throws: a `TerraformFault`: `noState` if there is no object.
    func state(
        _ s3: StateBackend.S3, unless tag: String?, stack: String
    ) async throws(TerraformFault) -> StateObject?

    /// The hash that Terraform wrote beside the state: MD5 in hexadecimal; nil if there is none.
    func digest(_ s3: StateBackend.S3, stack: String) async throws(TerraformFault) -> String?

    /// The locks that are held, as they are stored.
    func locks(_ s3: StateBackend.S3, stack: String) async throws(TerraformFault) -> [StoredLock]

    /// Who holds the lock.
    func lock(_ s3: StateBackend.S3, stack: String) async -> LockStatus
}

/// An object with a state.
public struct StateObject: Sendable {
    public var bytes: [UInt8]
    /// The entity tag; nil if the service sent none.
    public var tag: String?
    /// When it was written, as the service says it: `Mon, 30 Nov 2026 03:12:00 GMT`.
    public var written: String?

    public init(bytes: [UInt8], tag: String?, written: String?) {
        self.bytes = bytes
        self.tag = tag
        self.written = written
    }
}
