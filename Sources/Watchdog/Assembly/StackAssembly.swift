import AWS
import Decisions
import Foundation
import HTTP
import Probes
import Repairs
import Settings
import Terraform

/// The clients and probes that watch and repair one stack, built from its configuration.
struct StackAssembly: Sendable {
    let settings: StackSettings
    let aws: AWSClient
    /// A client with its own limit of concurrent calls, so that work that is not urgent does not delay the cycle.
    private let patientAWS: AWSClient
    private let http: HTTPClient
    private let identity: TerraformIdentity
    private let providers: [ProviderIdentity]
    private let objects: S3BackendObjects
    private let cache = StateCache()
    private let environment: [String: String]
    /// Of requests to CloudTrail.
    let pace: Pace

    init(_ settings: StackSettings, _ sharedServices: SharedServices) {
        self.settings = settings
        http = sharedServices.http
        pace = sharedServices.trailPace
        environment = sharedServices.environment
        let endpoint = settings.endpoint ?? environment["AWS_ENDPOINT_URL"]
        let chain = CredentialChain(
            CredentialSettings(
                profile: settings.profile, roleARN: settings.roleARN, region: settings.region,
                environment: environment,
                endpoint: endpoint),
            http: sharedServices.http)
        aws = AWSClient(
            http: sharedServices.http, credentials: chain, endpoint: endpoint, account: settings.account)
        patientAWS = AWSClient(
            http: sharedServices.http, credentials: chain, endpoint: endpoint, account: settings.account,
            inFlight: 3)
        providers = settings.providers.map { ProviderIdentity($0, of: settings, base: chain, sharedServices) }
        var profiles: [String: any CredentialProviding] = ["default": chain]
        if let profile = settings.profile ?? environment["AWS_PROFILE"] { profiles[profile] = chain }
        for provider in providers {
            if let profile = provider.settings.profile { profiles[profile] = provider.chain }
        }
        objects = S3BackendObjects(
            http: sharedServices.http, own: chain, profiles: profiles, environment: environment,
            endpoint: endpoint)
        identity = TerraformIdentity(
            settings: settings, chain: chain, providers: providers, files: sharedServices.files,
            environment: environment)
    }

    var policy: Policy { settings.policy }
    var region: String { settings.region ?? "us-east-1" }

    /// Terraform with credentials that are valid now.
    func terraform() async -> Terraform {
        Terraform(
            TerraformStack(
                name: settings.name, directory: settings.directory, workspace: settings.workspace,
                varFiles: settings.varFiles, binary: settings.binary,
                environment: await identity.terraformEnvironment(),
                manual: ManualTerraform(settings, environment)), objects: objects, cache: cache)
    }

    /// Whether the bucket of the backend keeps the earlier versions of its objects.
    func versioning(_ s3: StateBackend.S3) async throws(AWSFault) -> S3Versioning {
        try await objects.versioning(s3)
    }

    /// Writes new credentials for Terraform.
    ///
    /// - Throws: `ToolFault` if there are no credentials, or if they could expire before an apply has ended.
    func renewCredentials() async throws(ToolFault) {
        let longest = policy.guardrails.timeout + .seconds(300)
        let left: Duration?
        do {
            left = try await identity.renew(lasting: longest)
        } catch {
            throw ToolFault(.account, "there are no longer any credentials: \(error.description)")
        }
        guard let left, left < Self.leastValid else { return }
        throw ToolFault(
            .account,
            "the credentials expire in \(max(left, .zero).words), and an apply may take \(longest.words): nothing is started with them"
        )
    }

    /// AWS provides new credentials of a role five minutes before the old ones expire, so less than this means that they could
    /// not be renewed
    /// (docs.aws.amazon.com, "Retrieve security credentials from instance metadata").
    private static let leastValid = Duration.seconds(290)

    /// Deletes locks and digests with the credentials of the backend. Only the repairer has one.
    var backendWriter: BackendWriter {
        BackendWriter { [objects] s3, endpoint throws(AWSFault) in try objects.client(s3, endpoint) }
    }

    func probe() async -> StackProbe { await probe(aws, patient: false) }

    func patientProbe() async -> StackProbe { await probe(patientAWS, patient: true) }

    /// The client with the credentials of an entry of `providers:`; the stack's own for nil and for a name that has no entry.
    func client(of provider: String?) -> AWSClient {
        providers.first { $0.settings.provider == provider }?.aws ?? aws
    }

    private func probe(_ aws: AWSClient, patient: Bool) async -> StackProbe {
        var subject = StackProbe.Subject(
            stack: settings.name, account: settings.account, region: settings.region, tiers: policy.tiers,
            endpoints: settings.endpoints, isEmulated: aws.endpoint != nil)
        subject.ignore = policy.guardrails.ignore
        return StackProbe(
            terraform: await terraform(), aws: aws, http: http, subject: subject,
            providers: providers.map { $0.configured(patient: patient) })
    }
}

/// What all stacks of a process share.
public struct SharedServices: Sendable {
    public let environment: [String: String]
    let http: HTTPClient
    let files: PrivateFiles
    /// One for all stacks: CloudTrail counts the requests of an account.
    let trailPace = Pace()

    /// Nil if no private directory can be created.
    public init?(environment: [String: String]) {
        guard let files = PrivateFiles(environment) else { return nil }
        self.environment = environment
        self.http = HTTPClient(environment: environment)
        self.files = files
    }

    public func close() async {
        files.remove()
        await http.shutdown()
    }
}
