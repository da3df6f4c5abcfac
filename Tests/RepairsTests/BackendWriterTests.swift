import AWS
import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import Repairs
@testable import Terraform

/// Writes to a backend whose answers are lost: a lock of our own stays nowhere, and no newer lock is deleted.
@Suite(.enabled(if: Requirement.has(.python), "needs Python"), .timeLimit(.minutes(2)))
struct BackendWriterTests {
    private static let s3 = StateBackend.S3(
        bucket: "b", key: "k", region: "us-east-1", usesLockFile: true, lockTable: "t", kmsKey: nil, roles: []
    )

    /// The server's side, read and written without conditions.
    private struct Place {
        var client: AWSClient
        var http: HTTPClient
        var url: String

        @Sendable func locks() async throws(TerraformFault) -> [StoredLock] {
            do throws(AWSFault) {
                var locks: [StoredLock] = []
                if let info = try await client.itemText(
                    "Info", table: "t", key: ("LockID", s3.lockID), region: "us-east-1")
                {
                    locks.append(StoredLock(place: .item(s3, table: "t", info: info), holder: nil))
                }
                do throws(AWSFault) {
                    if let object = try await client.object(
                        s3.lockKey, in: "b", region: "us-east-1", limit: 1 << 20)
                    {
                        locks.append(StoredLock(place: .object(s3, tag: object.tag), holder: nil))
                    }
                } catch {
                    guard error.kind == .notThere else { throw error }
                }
                return locks
            } catch {
                throw TerraformFault(.failed, error.description)
            }
        }

        func putObject(_ text: String) async throws {
            _ = try await http.send(
                HTTPRequest("PUT", "\(url)/b/\(s3.lockKey)", headers: [], body: Array(text.utf8)),
                deadline: .seconds(10), limit: 1 << 20)
        }

        /// The lock of somebody else, in the table.
        func putLock(_ info: String) async throws { try await put(s3.lockID, "Info", info) }

        func putDigest(_ digest: StaleDigest) async throws {
            try await put(digest.key, "Digest", digest.digest)
        }

        /// The path of the server that loses no answer.
        private func put(_ key: String, _ name: String, _ value: String) async throws {
            let item = ["Item": ["LockID": ["S": key], name: ["S": value]]]
            _ = try await http.send(
                HTTPRequest(
                    "PUT", "\(url)/items", headers: [],
                    body: Array(try JSONSerialization.data(withJSONObject: item))),
                deadline: .seconds(10), limit: 1 << 20)
        }
    }

    private func with(
        losing lost: [String], changes: Bool = false, knowsIfMatch: Bool = true,
        _ body: (Place, BackendWriter) async throws -> Void
    ) async throws {
        try await WriteServer.with(losing: lost, changes: changes, knowsIfMatch: knowsIfMatch) { url in
            let http = HTTPClient(environment: [:])
            let client = AWSClient(
                http: http,
                credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "s")),
                endpoint: url)
            try await body(
                Place(client: client, http: http, url: url), BackendWriter { _, _ throws(AWSFault) in client }
            )
            await http.shutdown()
        }
    }

    /// The digest is removed, and the lock that protects this does not stay, whichever answer is lost.
    @Test(arguments: [
        [], ["PutItem"], ["DeleteItem"], ["PutItem", "DeleteItem"], ["DeleteItem", "DeleteItem"],
    ])
    func digestIsRemovedUnderALockThatDoesNotStay(lost: [String]) async throws {
        try await with(losing: lost) { place, writer in
            let digest = StaleDigest(s3: Self.s3, table: "t", digest: "d", hash: nil)
            try await place.putDigest(digest)
            let begun = Mutex(false)
            let isRemoved = try await writer.remove(
                digest, taken: { _ in }, held: place.locks, read: { digest },
                begins: { begun.withLock { $0 = true } })
            #expect(isRemoved && begun.withLock { $0 })
            #expect(try await place.locks().isEmpty, "our own lock is left")
            #expect(
                try await place.client.itemText(
                    "Digest", table: "t", key: ("LockID", digest.key), region: "us-east-1") == nil)
        }
    }

    /// Whoever has the lock keeps it, and it is said so, also if an answer was lost.
    @Test(arguments: [[], ["PutItem"]]) func lockOfAnotherStays(lost: [String]) async throws {
        try await with(losing: lost) { place, writer in
            try await place.putLock("kim")
            let digest = StaleDigest(s3: Self.s3, table: "t", digest: "d", hash: nil)
            await #expect(throws: ToolFault(.lock, "somebody took the lock in the meantime")) {
                try await writer.remove(
                    digest, taken: { _ in }, held: place.locks, read: { digest },
                    begins: { Issue.record("nothing may begin") })
            }
            #expect(try await place.locks().count == 1)
        }
    }

    @Test(arguments: ["object", "item"]) func lostAnswerToAReleaseIsARelease(kind: String) async throws {
        try await with(losing: kind == "object" ? ["DeleteObject"] : ["DeleteItem"]) { place, writer in
            if kind == "object" { try await place.putObject("kim") } else { try await place.putLock("kim") }
            let lock = try #require(try await place.locks().first)
            #expect(try await writer.release(lock, held: place.locks))
            #expect(try await place.locks().isEmpty)
            #expect(try await !writer.release(lock, held: place.locks))
        }
    }

    /// Some services with S3's API ignore the condition: an attempt is repeated only after another look.
    @Test func newerLockIsNotDeletedByARepeatedAttempt() async throws {
        try await with(losing: ["DeleteObject"], changes: true, knowsIfMatch: false) { place, writer in
            try await place.putObject("kim")
            let lock = try #require(try await place.locks().first)
            #expect(try await writer.release(lock, held: place.locks))
            let left = try await place.locks()
            #expect(left.count == 1 && left.first != lock)
            let untagged = StoredLock(place: .object(Self.s3, tag: nil), holder: nil)
            await #expect(throws: ToolFault.self) { try await writer.release(untagged, held: place.locks) }
            #expect(try await place.locks() == left)
        }
    }
}
