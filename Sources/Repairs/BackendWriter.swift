public import AWS
import Decisions
import Foundation
public import Terraform

/// Deletes locks and digests of a backend in S3, each only if it is still the one that was read.
///
/// `terraform force-unlock` is not used: it reads the lock, compares the id, and then deletes whatever is there, so that a lock
/// which somebody takes in between is deleted too (seen on the wire with Terraform 1.11). DynamoDB checks a condition on the whole
/// lock in the same step; S3 deletes an object only with the entity tag that was read. Where a service with S3's API ignores that
/// header, the object is read directly before, which is what Terraform does. A local lock ends with its process, and Terraform
/// itself refuses to unlock it.
public struct BackendWriter: Sendable {
    /// The client with the backend's credentials, for S3's endpoint or that of the lock table.
    var client: @Sendable (StateBackend.S3, _ endpoint: String?) throws(AWSFault) -> AWSClient

    public init(
        client: @escaping @Sendable (StateBackend.S3, _ endpoint: String?) throws(AWSFault) -> AWSClient
    ) {
        self.client = client
    }

    /// - Returns: false if there is another lock by now, or none.
    func release(_ lock: StoredLock) async throws(AWSFault) -> Bool {
        switch lock.place {
        case .file: return false
        case .object(let s3, let tag):
            return try await client(s3, s3.endpoint).deleteObject(
                s3.lockKey, in: s3.bucket, region: s3.region ?? "", if: tag)
        case .item(let s3, let table, let info):
            return try await client(s3, s3.lockEndpoint).deleteItem(
                table: table, key: ("LockID", s3.lockID), if: ("Info", info), region: s3.region ?? "")
        }
    }

    /// Removes a stale digest under a lock of our own. The state is written after it by Terraform, which writes the digest again.
    ///
    /// - Parameters:
    ///   - taken: called before the lock is taken, so that it is known whose it is if this process dies.
    ///   - read: reads the digest again, under the lock: whoever was just writing has ended.
    /// - Returns: whether a digest was removed.
    func remove(
        _ stale: StaleDigest, taken: @Sendable (LockHolder) async -> Void,
        read: @Sendable () async throws(TerraformFault) -> StaleDigest?
    ) async throws(ToolFault) -> Bool {
        let (holder, info) = Self.ownLock(stale.s3)
        await taken(holder)
        let lock = StoredLock(place: .item(stale.s3, table: stale.table, info: info), holder: holder)
        let isTaken = try await asTool { () throws(AWSFault) in
            try await client(stale.s3, stale.s3.lockEndpoint).putItem(
                table: stale.table, key: ("LockID", stale.s3.lockID), ("Info", info),
                region: stale.s3.region ?? "")
        }
        guard isTaken else { throw ToolFault(.lock, "somebody took the lock in the meantime") }
        let removed: Result<Bool, ToolFault>
        do throws(ToolFault) {
            removed = .success(try await remove(read))
        } catch {
            removed = .failure(error)
        }
        // Whatever happened, our own lock stops nobody.
        guard try await asTool({ () throws(AWSFault) in try await release(lock) }) else {
            throw ToolFault(.lock, "our own lock was replaced by another one")
        }
        return try removed.get()
    }

    private func remove(
        _ read: @Sendable () async throws(TerraformFault) -> StaleDigest?
    ) async throws(ToolFault) -> Bool {
        let found: StaleDigest?
        do throws(TerraformFault) {
            found = try await read()
        } catch {
            throw ToolFault(error)
        }
        guard let now = found else { return false }
        return try await asTool { () throws(AWSFault) in
            try await client(now.s3, now.s3.lockEndpoint).deleteItem(
                table: now.table, key: ("LockID", now.key), if: ("Digest", now.digest),
                region: now.s3.region ?? "")
        }
    }

    private func asTool<Value>(
        _ work: () async throws(AWSFault) -> Value
    ) async throws(ToolFault) -> Value {
        do throws(AWSFault) {
            return try await work()
        } catch {
            throw ToolFault(.failed, error.description)
        }
    }

    /// A lock as Terraform writes it.
    private static func ownLock(_ s3: StateBackend.S3) -> (LockHolder, String) {
        struct Info: Encodable {
            var ID: String
            var Operation = "TerrierRestoreState"
            var Info = ""
            var Who = ThisMachine.who
            var Version = "terrier"
            var Created: String
            var Path: String
        }
        let created = Date().formatted(.iso8601)
        let info = Info(ID: UUID().uuidString.lowercased(), Created: created, Path: s3.lockID)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        let text = (try? encoder.encode(info)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return (
            LockHolder(
                id: info.ID, operation: info.Operation, who: info.Who, created: created, createdAt: nil),
            text
        )
    }
}
