public import Terraform

/// The functions through which a repair sees and releases state locks.
public struct LockTools: Sendable {
    /// The locks that are held now; empty if nobody holds one.
    public var held: @Sendable () async throws(ToolFault) -> [StoredLock]
    /// Releases a lock, if it is still the one that was read.
    ///
    /// Returns false if there is another one by now, or none.
    public var release: @Sendable (StoredLock) async throws(ToolFault) -> Bool
    /// A process on this machine that runs Terraform for the stack; nil if there is none.
    public var worker: @Sendable () async -> String?

    public init(
        held: @escaping @Sendable () async throws(ToolFault) -> [StoredLock],
        release: @escaping @Sendable (StoredLock) async throws(ToolFault) -> Bool,
        worker: @escaping @Sendable () async -> String?
    ) {
        self.held = held
        self.release = release
        self.worker = worker
    }

    /// For worlds without locks that can be read.
    public static let none = LockTools(
        held: { () throws(ToolFault) in throw ToolFault(.failed, "nothing here can read locks") },
        release: { _ throws(ToolFault) in throw ToolFault(.failed, "nothing here can release locks") },
        worker: { nil })
}
