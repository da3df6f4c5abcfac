public import AWS
public import Decisions
public import HTTP
import Synchronization
public import Terraform

/// Reads states and locks in S3 and DynamoDB, with the credentials that Terraform's backend would use.
public final class S3BackendObjects: BackendObjects {
    /// Whose credentials a backend uses.
    private struct Identity: Hashable {
        var profile, role, externalID: String?
    }

    private let http: HTTPClient
    private let own: any CredentialProviding
    private let profiles: [String: any CredentialProviding]
    private let environment: [String: String]
    private let endpoint: String?
    private let chains = Mutex<[Identity: CredentialChain]>([:])
    /// For one object or item. A state may be large.
    private static let deadline = Duration.seconds(120)
    private static let mostBytes = 512 << 20

    /// - Parameters:
    ///   - own: the stack's credentials.
    ///   - profiles: the credentials of the profiles that Terraform is given.
    ///   - environment: the environment of the process.
    ///   - endpoint: the URL of an emulator, for STS; nil for AWS.
    public init(
        http: HTTPClient, own: any CredentialProviding, profiles: [String: any CredentialProviding] = [:],
        environment: [String: String], endpoint: String?
    ) {
        self.http = http
        self.own = own
        self.profiles = profiles
        self.environment = environment
        self.endpoint = endpoint
    }

    public func state(
        _ s3: StateBackend.S3, unless tag: String?, stack: String
    ) async throws(TerraformFault) -> StateObject? {
        do throws(AWSFault) {
            let object = try await client(s3, s3.endpoint).object(
                s3.key, in: s3.bucket, region: s3.region ?? "", unless: tag, limit: Self.mostBytes)
            guard let object else { return nil }
            guard !object.bytes.isEmpty else { throw AWSFault(.notThere, "GetObject", code: Self.empty) }
            return StateObject(bytes: object.bytes, tag: object.tag, written: object.written)
        } catch {
            throw Self.fault(error, s3.url, stack)
        }
    }

    public func digest(_ s3: StateBackend.S3, stack: String) async throws(TerraformFault) -> String? {
        guard let table = s3.lockTable else { return nil }
        do throws(AWSFault) {
            return try await client(s3, s3.lockEndpoint).itemText(
                "Digest", table: table, key: ("LockID", s3.lockID + "-md5"), region: s3.region ?? "")
        } catch {
            // Terraform uses the state where it may not read the digest.
            if error.kind == .denied || error.kind == .notThere { return nil }
            throw Self.fault(error, "table \(table)", stack)
        }
    }

    /// Whether the bucket keeps the earlier versions of its objects.
    public func versioning(_ s3: StateBackend.S3) async throws(AWSFault) -> S3Versioning {
        try await client(s3, s3.endpoint).bucketVersioning(s3.bucket, region: s3.region ?? "")
    }

    public func lock(_ s3: StateBackend.S3, stack: String) async -> LockStatus {
        guard s3.usesLockFile || s3.lockTable != nil else {
            return .unknown(
                Unknown(
                    .notAsked,
                    "the backend of \(stack) has no lock: it sets neither use_lockfile nor dynamodb_table"))
        }
        do throws(AWSFault) {
            return try await stored(s3).first.map(Self.status) ?? .free
        } catch {
            return .unknown(Unknown(error))
        }
    }

    public func locks(_ s3: StateBackend.S3, stack: String) async throws(TerraformFault) -> [StoredLock] {
        do throws(AWSFault) {
            return try await stored(s3)
        } catch {
            throw TerraformFault(.failed, "the lock of \(stack) could not be read: \(error)")
        }
    }

    private func stored(_ s3: StateBackend.S3) async throws(AWSFault) -> [StoredLock] {
        var locks: [StoredLock] = []
        if s3.usesLockFile, let lock = try await lockObject(s3) { locks.append(lock) }
        if let table = s3.lockTable, let lock = try await lockItem(s3, table) { locks.append(lock) }
        return locks
    }

    private func lockObject(_ s3: StateBackend.S3) async throws(AWSFault) -> StoredLock? {
        do throws(AWSFault) {
            let object = try await client(s3, s3.endpoint).object(
                s3.lockKey, in: s3.bucket, region: s3.region ?? "", limit: 1 << 20)
            return object.map {
                StoredLock(place: .object(s3, tag: $0.tag), holder: LockHolder(parsing: $0.bytes))
            }
        } catch {
            if error.kind == .notThere, error.code == "NoSuchKey" { return nil }
            throw error
        }
    }

    private func lockItem(_ s3: StateBackend.S3, _ table: String) async throws(AWSFault) -> StoredLock? {
        let text = try await client(s3, s3.lockEndpoint).itemText(
            "Info", table: table, key: ("LockID", s3.lockID), region: s3.region ?? "")
        return text.map {
            StoredLock(
                place: .item(s3, table: table, info: $0), holder: LockHolder(parsing: Array($0.utf8)))
        }
    }

    private static func status(_ lock: StoredLock) -> LockStatus {
        if let holder = lock.holder { return .held(holder) }
        return .unknown(
            Unknown(
                .notParsed,
                "\(lock.words) is a lock without a readable holder: it stops everybody; find out who made it, and delete it if nobody works"
            ))
    }

    /// The client with the credentials of the backend.
    ///
    /// - Parameter endpoint: the backend's own for S3, or for the lock table.
    public func client(
        _ s3: StateBackend.S3, _ endpoint: String?
    ) throws(AWSFault) -> AWSClient {
        AWSClient(http: http, credentials: try credentials(s3), endpoint: endpoint, deadline: Self.deadline)
    }

    private func credentials(_ s3: StateBackend.S3) throws(AWSFault) -> any CredentialProviding {
        var base = own
        if let profile = s3.profile {
            guard let given = profiles[profile] else {
                throw AWSFault(
                    .noCredentials, "GetObject",
                    detail:
                        "the backend names the profile '\(profile)', and Terraform gets only those of 'profile:' and 'providers:'"
                )
            }
            base = given
        }
        let identity = Identity(profile: s3.profile, role: s3.roles.first, externalID: s3.externalID)
        guard identity.role != nil else { return base }
        return chains.withLock { [base] chains in
            if let chain = chains[identity] { return chain }
            let chain = CredentialChain(
                CredentialSettings(
                    roleARN: identity.role, externalID: identity.externalID,
                    region: s3.region, environment: environment, endpoint: endpoint, base: base),
                http: http)
            chains[identity] = chain
            return chain
        }
    }

    private static let empty = "Empty"

    private static func fault(_ fault: AWSFault, _ place: String, _ stack: String) -> TerraformFault {
        let code: TerraformFault.Code
        switch fault.kind {
        case .notThere where fault.code == "NoSuchKey": return .noState(stack, "\(place) does not exist")
        case .notThere where fault.code == empty: return .noState(stack, "\(place) is empty")
        case .denied, .badCredentials: code = .credentials
        case .noCredentials: code = .noCredentials
        case .timedOut: code = .timedOut
        case .throttled, .server, .unreachable: code = .unreachable
        case .notThere, .notParsed, .notNamed, .other: code = .failed
        }
        let why = fault.kind == .noCredentials ? fault.detail : fault.description
        return TerraformFault(code, "the state of \(stack) could not be read: \(place): \(why)")
    }
}
