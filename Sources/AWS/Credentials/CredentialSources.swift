import Commands
import Foundation
import HTTP

/// The settings of the credential chain.
public struct CredentialSettings: Sendable {
    /// From the configuration; takes precedence over the keys in the environment.
    public var profile: String?
    /// A role that is assumed with the credentials that the chain returns.
    public var roleARN: String?
    /// What the role's trust policy may require.
    public var externalID: String?
    /// Used in place of the chain, unless there is a profile: the credentials with which the role is assumed.
    public var base: (any CredentialProviding)?
    public var region: String?
    /// The environment of the process.
    public var environment: [String: String]
    /// The URL of STS if an emulator is used instead of AWS.
    public var endpoint: String?

    public init(
        profile: String? = nil, roleARN: String? = nil, externalID: String? = nil, region: String? = nil,
        environment: [String: String], endpoint: String? = nil, base: (any CredentialProviding)? = nil
    ) {
        self.profile = profile
        self.roleARN = roleARN
        self.externalID = externalID
        self.base = base
        self.region = region
        self.environment = environment
        self.endpoint = endpoint
    }
}

/// The sources of AWS credentials, in the order in which AWS's own tools read them.
struct CredentialSources: Sendable {
    var settings: CredentialSettings
    var http: HTTPClient

    var environment: [String: String] { settings.environment }

    /// The credentials of the first source that has any.
    func resolve() async throws(AWSFault) -> Credentials {
        let base = try await base()
        guard let role = settings.roleARN else { return base }
        return try await assume(
            role, from: base, profile: settings.externalID.map { ["external_id": $0] } ?? [:])
    }

    private func base() async throws(AWSFault) -> Credentials {
        if settings.profile == nil, let base = settings.base { return try await base.credentials() }
        return try await chain()
    }

    private func chain() async throws(AWSFault) -> Credentials {
        let files = try SharedFiles(environment)
        if let profile = settings.profile {
            return try await credentials(ofProfile: profile, files, after: [])
        }
        if let own = ownKeys { return own }
        if let token = environment["AWS_WEB_IDENTITY_TOKEN_FILE"], let role = environment["AWS_ROLE_ARN"] {
            return try await webIdentity(
                role, tokenFile: token, session: environment["AWS_ROLE_SESSION_NAME"])
        }
        let profile = environment["AWS_PROFILE"] ?? "default"
        if files.profile(profile) != nil {
            return try await credentials(ofProfile: profile, files, after: [])
        } else if environment["AWS_PROFILE"] != nil {
            throw Self.none("the profile '\(profile)' of AWS_PROFILE is in none of the shared files")
        }
        if let container = try await container() { return container }
        if let instance = try await InstanceMetadata(environment: environment, http: http).credentials() {
            return instance
        }
        throw Self.none(
            "none in the environment, the shared files, a container endpoint or the instance metadata; "
                + advice(files))
    }

    private func advice(_ files: SharedFiles) -> String {
        switch files.ofUnit {
        case .there(let file): "give \(file) a section [default], or set 'profile:'"
        case .missing:
            "put them into the file that the unit names in LoadCredential=aws-credentials and restart the unit, or give the machine a role"
        case nil: "set 'profile:', AWS_ACCESS_KEY_ID, or give the machine a role"
        }
    }

    private var ownKeys: Credentials? {
        guard let id = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"],
            !id.isEmpty, !secret.isEmpty
        else { return nil }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"])
    }

    /// - Parameter after: the profiles that referred to this one, to detect a circular reference.
    private func credentials(
        ofProfile name: String, _ files: SharedFiles, after: [String]
    ) async throws(AWSFault) -> Credentials {
        guard !after.contains(name) else {
            throw Self.none(
                "the profiles \((after + [name]).joined(separator: " → ")) refer to each other in a circle")
        }
        guard let profile = files.profile(name) else {
            throw Self.none("there is no profile '\(name)' in \(files.names.joined(separator: " or "))")
        }
        if let role = profile["role_arn"] {
            if let token = profile["web_identity_token_file"] {
                return try await webIdentity(role, tokenFile: token, session: profile["role_session_name"])
            }
            let base: Credentials
            if let source = profile["source_profile"] {
                // A role's source may be the profile's own keys.
                base =
                    source == name
                    ? try keys(profile, name)
                    : try await credentials(ofProfile: source, files, after: after + [name])
            } else if let source = profile["credential_source"] {
                base = try await named(source)
            } else {
                throw Self.none(
                    "the profile '\(name)' has role_arn and neither source_profile nor credential_source")
            }
            return try await assume(role, from: base, profile: profile)
        }
        if profile["aws_access_key_id"] != nil { return try keys(profile, name) }
        if let command = profile["credential_process"] {
            return try await CredentialProcess(command: command, environment: environment).credentials()
        }
        if profile.keys.contains(where: { $0.hasPrefix("sso_") }) {
            throw Self.none(
                "the profile '\(name)' uses single sign-on, which needs a person at a browser; give it a role or keys"
            )
        }
        throw Self.none("the profile '\(name)' has no credentials")
    }

    private func keys(_ profile: [String: String], _ name: String) throws(AWSFault) -> Credentials {
        guard let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] else {
            throw Self.none("the profile '\(name)' lacks aws_access_key_id or aws_secret_access_key")
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
    }

    private func named(_ source: String) async throws(AWSFault) -> Credentials {
        switch source {
        case "Environment":
            if let own = ownKeys { return own }
        case "Ec2InstanceMetadata":
            if let own = try await InstanceMetadata(environment: environment, http: http).credentials() {
                return own
            }
        case "EcsContainer":
            if let own = try await container() { return own }
        default:
            throw Self.none(
                "credential_source '\(source)' is unknown: Environment, Ec2InstanceMetadata or EcsContainer")
        }
        throw Self.none("credential_source \(source) has no credentials")
    }

    private func assume(
        _ role: String, from base: Credentials, profile: [String: String]
    ) async throws(AWSFault) -> Credentials {
        var parameters = ["RoleArn": role, "RoleSessionName": profile["role_session_name"] ?? "terrier"]
        parameters["ExternalId"] = profile["external_id"]
        parameters["DurationSeconds"] = profile["duration_seconds"]
        return try await sts(base).assumeRole(parameters, webIdentity: false, region: region(profile))
    }

    private func webIdentity(_ role: String, tokenFile: String, session: String?) async throws(AWSFault)
        -> Credentials
    {
        guard let token = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
            throw Self.none("\(tokenFile): the web identity token cannot be read")
        }
        let parameters = [
            "RoleArn": role, "RoleSessionName": session ?? "terrier",
            "WebIdentityToken": token.trimmingCharacters(in: .whitespacesAndNewlines),
        ]
        // For this operation STS checks the token and not the signature, so these values are not used.
        let unsigned = Credentials(accessKeyID: "none", secretAccessKey: "none")
        return try await sts(unsigned).assumeRole(parameters, webIdentity: true, region: region([:]))
    }

    private func sts(_ credentials: Credentials) -> AWSClient {
        AWSClient(
            http: http, credentials: FixedCredentials(credentials),
            endpoint: settings.endpoint ?? environment["AWS_ENDPOINT_URL_STS"]
                ?? environment["AWS_ENDPOINT_URL"])
    }

    private func region(_ profile: [String: String]) -> String {
        settings.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? profile["region"]
            ?? "us-east-1"
    }

    private func container() async throws(AWSFault) -> Credentials? {
        try await ContainerEndpoint(environment: environment, http: http).credentials()
    }

    static func none(_ detail: String) -> AWSFault {
        AWSFault(.noCredentials, "credentials", detail: detail)
    }
}

/// The shared configuration and credentials files, with the file in systemd's credentials directory, which takes precedence.
private struct SharedFiles {
    private var merged: [String: [String: String]] = [:]
    private(set) var names: [String] = []
    /// The file from the unit's `LoadCredential=`; nil if the process has no credentials directory.
    private(set) var ofUnit: UnitFile?

    enum UnitFile {
        case there(String)
        case missing
    }

    init(_ environment: [String: String]) throws(AWSFault) {
        let home = environment["HOME"] ?? "/root"
        let configuration = environment["AWS_CONFIG_FILE"] ?? "\(home)/.aws/config"
        let credentials = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(home)/.aws/credentials"
        var files = [configuration, credentials]
        // `LoadCredential=aws-credentials:…` of the unit. If files have the same key, the last file read takes precedence.
        if let directory = environment["CREDENTIALS_DIRECTORY"] {
            let file = "\(directory)/aws-credentials"
            files.append(file)
            ofUnit = FileManager.default.fileExists(atPath: file) ? .there(file) : .missing
        }
        for file in files {
            guard FileManager.default.fileExists(atPath: file) else { continue }
            // Read with a file handle, because the path may be a device such as /dev/null.
            guard let handle = FileHandle(forReadingAtPath: file),
                let data = try? handle.readToEnd() ?? Data()
            else {
                throw CredentialSources.none("\(file): cannot be read; check its owner and mode")
            }
            let text = String(decoding: data, as: UTF8.self)
            for (name, keys) in INIFile(text).sections {
                merged[name, default: [:]].merge(keys) { _, later in later }
            }
        }
        names = files
    }

    func profile(_ name: String) -> [String: String]? { merged[name] }
}
