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

    /// Releases a lock, if it is still there.
    ///
    /// - Parameter held: reads the locks, right before an object is deleted.
    /// - Returns: false if there is another lock by now, or none.
    func release(
        _ lock: StoredLock, held: @Sendable () async throws(TerraformFault) -> [StoredLock]
    ) async throws(ToolFault) -> Bool {
        if case .object(_, nil) = lock.place {
            throw ToolFault(
                .failed,
                "\(lock.words) has no entity tag, so that a newer lock could be deleted in its place: delete it by hand"
            )
        }
        do {
            return try await repeated {
                // The condition on an item is exact. That on an object is not known to every service with S3's API.
                if case .object = lock.place, try await !held().contains(lock) { return false }
                return try await delete(lock)
            }.isMet
        } catch {
            throw ToolFault(.failed, "\(lock.words) could not be released: \(error)")
        }
    }

    private func delete(_ lock: StoredLock) async throws(AWSFault) -> Bool {
        switch lock.place {
        case .file: return false
        case .object(let s3, let tag):
            return try await single(s3, s3.endpoint).deleteObject(
                s3.lockKey, in: s3.bucket, region: s3.region ?? "", if: tag)
        case .item(let s3, let table, let info):
            return try await single(s3, s3.lockEndpoint).deleteItem(
                table: table, key: ("LockID", s3.lockID), if: ("Info", info), region: s3.region ?? "")
        }
    }

    /// Removes a stale digest under a lock of our own. The state is written after it by Terraform, which writes the digest again.
    ///
    /// - Parameters:
    ///   - taken: called before the lock is taken, so that it is known whose it is if this process dies.
    ///   - held: reads the locks.
    ///   - read: reads the digest again, under the lock: whoever was just writing has ended.
    ///   - begins: called right before the digest is removed.
    /// - Returns: whether a digest was removed.
    func remove(
        _ stale: StaleDigest, taken: @Sendable (LockHolder) async -> Void,
        held: @Sendable () async throws(TerraformFault) -> [StoredLock],
        read: @Sendable () async throws(TerraformFault) -> StaleDigest?, begins: @Sendable () -> Void
    ) async throws(ToolFault) -> Bool {
        let (holder, info) = Self.ownLock(stale.s3)
        await taken(holder)
        let lock = StoredLock(place: .item(stale.s3, table: stale.table, info: info), holder: holder)
        do throws(ToolFault) {
            try await take(lock, info, stale, held)
        } catch {
            // Nobody knows whether it was taken. The book knows it as ours: `unlock` releases it if this does not.
            if error.kind != .lock { _ = try? await release(lock, held: held) }
            throw error
        }
        let removed: Result<Bool, ToolFault>
        do throws(ToolFault) {
            removed = .success(try await remove(read, begins))
        } catch {
            removed = .failure(error)
        }
        // Whatever happened, our own lock stops nobody.
        guard try await release(lock, held: held) else {
            throw ToolFault(.failed, "our own lock was replaced by another one")
        }
        return try removed.get()
    }

    private func take(
        _ lock: StoredLock, _ info: String, _ stale: StaleDigest,
        _ held: @Sendable () async throws(TerraformFault) -> [StoredLock]
    ) async throws(ToolFault) {
        let isTaken: (isMet: Bool, isKnown: Bool)
        do {
            isTaken = try await repeated {
                try await single(stale.s3, stale.s3.lockEndpoint).putItem(
                    table: stale.table, key: ("LockID", stale.s3.lockID), ("Info", info),
                    region: stale.s3.region ?? "")
            }
        } catch {
            throw ToolFault(.failed, "the lock could not be taken: \(error)")
        }
        if isTaken.isKnown {
            guard isTaken.isMet else { throw ToolFault(.lock, "somebody took the lock in the meantime") }
            return
        }
        // The answer to an attempt was lost, and the next one found a lock: it may be our own.
        do {
            guard try await held().contains(where: { $0.place == lock.place }) else {
                throw ToolFault(.lock, "somebody took the lock in the meantime")
            }
        } catch let fault as ToolFault {
            throw fault
        } catch {
            throw ToolFault(.failed, "whether the lock was taken is not known: \(error)")
        }
    }

    private func remove(
        _ read: @Sendable () async throws(TerraformFault) -> StaleDigest?, _ begins: @Sendable () -> Void
    ) async throws(ToolFault) -> Bool {
        let found: StaleDigest?
        do throws(TerraformFault) {
            found = try await read()
        } catch {
            throw ToolFault(error)
        }
        guard let now = found else { return false }
        begins()
        do {
            return try await repeated {
                try await single(now.s3, now.s3.lockEndpoint).deleteItem(
                    table: now.table, key: ("LockID", now.key), if: ("Digest", now.digest),
                    region: now.s3.region ?? "")
            }.isMet
        } catch {
            throw ToolFault(.failed, "the digest \(now.key) could not be removed: \(error)")
        }
    }

    /// A client that makes each call once: whoever repeats a conditional write has to know that an attempt whose answer was lost
    /// may have been done.
    private func single(
        _ s3: StateBackend.S3, _ endpoint: String?
    ) throws(AWSFault) -> AWSClient {
        var client = try client(s3, endpoint)
        client.retries = RetryPolicy(attempts: 1)
        return client
    }

    /// Makes a conditional write, and again after a fault that may pass.
    ///
    /// - Returns: whether it was done, and whether that is known: if an attempt without an answer came before an unmet condition,
    ///   that attempt was probably done, which counts as done.
    private func repeated(
        _ write: () async throws -> Bool
    ) async throws -> (isMet: Bool, isKnown: Bool) {
        let policy = RetryPolicy()
        var attempt = 1
        while true {
            do {
                let isMet = try await write()
                return (isMet || attempt > 1, isMet || attempt == 1)
            } catch let fault as AWSFault {
                let wait = policy.wait(after: fault, attempt: attempt, random: .random(in: 0...1))
                guard let wait else { throw fault }
                try await Task.sleep(for: wait)
                attempt += 1
            }
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
