import Foundation
import Hashes

/// What puts a stored state back into the backend.
extension Terraform {
    /// What the backend has now, without what was believed before and without the digest beside it.
    ///
    /// - Throws: a `TerraformFault`: `noState` if there is none, and what parsing it throws.
    public func storedState() async throws(TerraformFault) -> State {
        guard case .object(let s3) = try await place(), let objects else { return try await pulledState() }
        guard let object = try await objects.state(s3, unless: nil, stack: stack.name) else {
            throw TerraformFault(.failed, "\(s3.url): the service sent no object")
        }
        return try State(parsing: object.bytes, stack: stack.name)
    }

    /// Writes a state to the backend with `state push`, under Terraform's own lock and its comparison of lineage and serial.
    ///
    /// - Parameter directory: a directory that only this user may enter; the file with the state is deleted from it.
    public func push(_ state: State, in directory: String) async throws(TerraformFault) {
        try await push(state.raw, in: directory)
    }

    /// Prepares a backend without a state for `push`. Where such a backend is not the local one, Terraform gives what is pushed a
    /// new lineage and serial 1 (seen with Terraform 1.11; `internal/states/remote/state.go`). So an empty state is pushed: over
    /// one, the lineage is kept.
    ///
    /// - Returns: whether an empty state was pushed.
    public func pushEmpty(like state: State, in directory: String) async throws(TerraformFault) -> Bool {
        guard try !StateBackend.read(stack).isLocal else { return false }
        try await push(state.emptyText, in: directory)
        return true
    }

    private func push(_ text: [UInt8], in directory: String) async throws(TerraformFault) {
        let file = directory + "/state"
        try Self.makePrivate(file)
        defer { unlink(file) }
        try await Self.write(text, to: file)
        let result = try await run(
            .statePush(file: file), verb: "state push", limit: 1 << 20, grace: .seconds(300))
        try expectSuccess(result, verb: "state push")
    }

    /// To an existing file, whose mode is kept.
    static func write(_ bytes: [UInt8], to file: String) async throws(TerraformFault) {
        let isWritten = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: (try? Data(bytes).write(to: URL(fileURLWithPath: file))) != nil)
            }
        }
        guard isWritten else {
            throw TerraformFault(.failed, "\(file): cannot be written; check the free space")
        }
    }
}

extension StateBackend {
    fileprivate var isLocal: Bool {
        if case .local = self { return true }
        return false
    }
}

extension State {
    /// A state of the same lineage without anything in it. Every version of Terraform that writes this format reads it.
    fileprivate var emptyText: [UInt8] {
        struct Empty: Encodable {
            var version = 4
            var terraform_version = "0.12.0"
            var serial = 1
            var lineage: String
            var outputs: [String: String] = [:]
            var resources: [String] = []
        }
        return (try? JSONEncoder().encode(Empty(lineage: lineage))).map(Array.init) ?? []
    }
}

/// A digest in the lock table that is not that of the object: Terraform refuses to read and to write the state.
public struct StaleDigest: Sendable, Equatable {
    public var s3: StateBackend.S3
    public var table: String
    /// The digest in the table.
    public var digest: String
    /// The hash of the object; nil if there is none.
    public var hash: String?

    /// The key of the digest's item.
    public var key: String { s3.lockID + "-md5" }
}

extension Terraform {
    /// The digest beside the state, if it does not match the object; nil if it does, or there is none.
    public func staleDigest() async throws(TerraformFault) -> StaleDigest? {
        guard case .object(let s3) = try await place(), let objects, let table = s3.lockTable,
            let digest = try await objects.digest(s3, stack: stack.name), !digest.isEmpty
        else { return nil }
        var hash: String?
        do throws(TerraformFault) {
            hash = try await objects.state(s3, unless: nil, stack: stack.name)
                .flatMap { MD5.hexadecimal($0.bytes) }
        } catch {
            guard error.code == .noState else { throw error }
        }
        guard hash != digest.lowercased() else { return nil }
        return StaleDigest(s3: s3, table: table, digest: digest, hash: hash)
    }
}
