public import Decisions

/// A lock as it is stored in a backend, with what tells it from a later one.
public struct StoredLock: Sendable, Equatable {
    public enum Place: Sendable, Equatable {
        /// The object `KEY.tflock`, with its entity tag.
        case object(StateBackend.S3, tag: String?)
        /// The item of the lock table, with its attribute `Info`.
        case item(StateBackend.S3, table: String, info: String)
        /// An advisory lock on a local state: only the process that holds it can release it.
        case file(String)
    }

    public var place: Place
    /// Nil if the lock does not say who holds it.
    public var holder: LockHolder?

    public init(place: Place, holder: LockHolder?) {
        self.place = place
        self.holder = holder
    }

    /// Where it is, for people.
    public var words: String {
        switch place {
        case .object(let s3, _): "s3://\(s3.bucket)/\(s3.lockKey)"
        case .item(let s3, let table, _): "the item \(s3.lockID) of the table \(table)"
        case .file(let path): "the lock of \(path)"
        }
    }
}

extension LockHolder {
    /// What the repair book records of a lock that one of our own repairs took. A later lock has another id.
    public var record: String { "\(id) of \(who), \(operation), \(created)" }
}

extension Terraform {
    /// The locks of the state that are held now. Empty if nobody holds one.
    ///
    /// - Throws: a `TerraformFault`, also if the backend is one whose locks only Terraform can see.
    public func storedLocks() async throws(TerraformFault) -> [StoredLock] {
        switch try StateBackend.read(stack) {
        case .local(let path):
            switch await lockStatus() {
            case .free: return []
            case .held(let holder): return [StoredLock(place: .file(path), holder: holder)]
            case .unknown(let reason): throw TerraformFault(.failed, reason.description)
            }
        case .s3(let s3):
            guard s3.otherSettings.isEmpty, s3.region != nil, let objects else { throw unseen("s3") }
            return try await objects.locks(s3, stack: stack.name)
        case .service(let type): throw unseen(type)
        }
    }

    private func unseen(_ backend: String) -> TerraformFault {
        TerraformFault(
            .failed,
            "Terrier cannot read the locks of the backend '\(backend)'; find out who holds it, and if nobody works any more, release it by its id: \(stack.manual.line(["force-unlock", "ID"]))"
        )
    }
}
