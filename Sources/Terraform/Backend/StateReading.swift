import Commands
public import Decisions
import Foundation
import Hashes

/// Reads the state and the lock where they are.
extension Terraform {
    /// The current state from the backend. Takes no lock, and writes nothing.
    ///
    /// - Throws: a `TerraformFault` if the state cannot be read or parsed.
    public func pullState() async throws(TerraformFault) -> State {
        do throws(TerraformFault) {
            return try await pulledState()
        } catch {
            throw explained(error)
        }
    }

    func pulledState() async throws(TerraformFault) -> State {
        switch try await place() {
        case .file(let path): return try await LocalStateFile(path: path, stack: stack).read(cache)
        case .object(let s3):
            guard let objects else { return try await pullThroughTerraform() }
            return try await stateObject(s3, objects)
        case .command: return try await pullThroughTerraform()
        }
    }

    /// How the state is read.
    ///
    /// - Throws: a `TerraformFault`: `directoryMissing`, `notInitialised`.
    public func place() async throws(TerraformFault) -> StatePlace {
        try expectDirectory()
        let stack = stack
        let place: Result<StatePlace, TerraformFault> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(TerraformFault) in try StatePlace.of(stack) })
            }
        }
        return try place.get()
    }

    /// Whether the lock is held, as far as this can be seen without taking it.
    public func lockStatus() async -> LockStatus {
        let stack = stack
        let found: Result<LockStatus, LockPlace> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.localLock(stack)) }
        }
        switch found {
        case .success(let status): return status
        case .failure(.unseen(let backend)): return Self.unseen(backend)
        case .failure(.object(let s3)):
            guard let objects else { return Self.unseen("s3") }
            return await objects.lock(s3, stack: stack.name)
        }
    }

    /// Where a lock is that is no local file.
    private enum LockPlace: Error {
        case object(StateBackend.S3)
        case unseen(String)
    }

    private static func localLock(_ stack: TerraformStack) -> Result<LockStatus, LockPlace> {
        do throws(TerraformFault) {
            switch try StateBackend.read(stack) {
            case .local(let path): return .success(LocalLock(path: path, stack: stack).status)
            case .s3(let s3):
                return .failure(s3.otherSettings.isEmpty && s3.region != nil ? .object(s3) : .unseen("s3"))
            case .service(let type): return .failure(.unseen(type))
            }
        } catch {
            return .success(.unknown(error.unknown))
        }
    }

    private static func unseen(_ backend: String) -> LockStatus {
        .unknown(
            Unknown(.notAsked, "a lock on the backend '\(backend)' cannot be seen without taking it"))
    }

    private func stateObject(
        _ s3: StateBackend.S3, _ objects: any BackendObjects
    ) async throws(TerraformFault) -> State {
        for _ in 0..<Self.digestAttempts {
            do throws(TerraformFault) {
                return try await stateObjectOnce(s3, objects)
            } catch {
                // Terraform writes the object, and then the digest.
                guard error.code == .digestMismatch else { throw error }
                try? await Task.sleep(for: Self.digestPause)
            }
        }
        return try await stateObjectOnce(s3, objects)
    }

    /// Terraform itself waits ten seconds for the digest.
    private static let digestAttempts = 5
    private static let digestPause = Duration.seconds(2)

    private func stateObjectOnce(
        _ s3: StateBackend.S3, _ objects: any BackendObjects
    ) async throws(TerraformFault) -> State {
        let tag = cache.tag(of: s3)
        guard let object = try await objects.state(s3, unless: tag, stack: stack.name) else {
            if let tag, let state = cache.state(.object(s3, tag: tag)) {
                try await expectDigest(s3, of: StateObject(bytes: state.raw, tag: tag, written: nil), objects)
                return state
            }
            throw TerraformFault(
                .failed, "\(s3.url): the service says of an unknown version that it did not change")
        }
        let state = try State(parsing: object.bytes, stack: stack.name)
        try await expectDigest(s3, of: object, objects)
        if let tag = object.tag { cache.keep(state, as: .object(s3, tag: tag)) }
        return state
    }

    /// Terraform writes the digest after the object, and refuses every read until both match
    /// (Terraform, `internal/backend/remote-state/s3/client.go`).
    private func expectDigest(
        _ s3: StateBackend.S3, of object: StateObject, _ objects: any BackendObjects
    ) async throws(TerraformFault) {
        guard let table = s3.lockTable, let own = MD5.hexadecimal(object.bytes),
            let digest = try await objects.digest(s3, stack: stack.name)?.lowercased(), digest.count == 32,
            digest.allSatisfy(\.isHexDigit), digest != own
        else { return }
        let written = object.written.map { ", written \($0)," } ?? ""
        throw TerraformFault(
            .digestMismatch,
            "\(s3.url)\(written) is not the state that Terraform wrote last: its MD5 is \(own), and the item \(s3.lockID)-md5 of the table \(table) has \(digest); if no apply is running, put back the version of the object that has this MD5, and change the item only if the newer state is lost"
        )
    }

    /// The state as Terraform itself reads it, for a plan that is about to be applied; from its file where it is a local one.
    ///
    /// - Throws: a `TerraformFault` if the state cannot be read or parsed.
    public func stateForPlan() async throws(TerraformFault) -> State {
        if case .file = try await place() { return try await pullState() }
        return try await pullThroughTerraform()
    }

    /// `state pull` makes a workspace that does not exist, and `workspace list` does not (seen on the wire with Terraform 1.11).
    func pullThroughTerraform() async throws(TerraformFault) -> State {
        if stack.workspace != "default" { try await expectWorkspace() }
        // A state of 100,000 instances has 165 MB; larger ones than the limit are rejected.
        let result = try await run(.statePull, verb: "state pull", limit: 512 << 20)
        try expectSuccess(result, verb: "state pull")
        return try State(parsing: result.output, stack: stack.name)
    }

    private func expectWorkspace() async throws(TerraformFault) {
        let result = try await run(.workspaceList, verb: "workspace list", limit: 1 << 20)
        try expectSuccess(result, verb: "workspace list")
        let names = String(decoding: result.output, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.drop { $0 == "*" || $0 == " " } }
        guard !names.contains(where: { $0 == stack.workspace }) else { return }
        throw .noState(
            stack.name, "there is no workspace '\(stack.workspace)'",
            advice: "check 'workspace:', or whether it was lost")
    }
}
