import AWS
import Decisions
import Foundation
import HTTP
import Probes
import Repairs
import Settings
import Terraform

/// What one stack is watched and repaired with, put together from its configuration.
struct StackAssembly: Sendable {
    let settings: StackSettings
    let aws: AWSClient
    /// With a few calls at once of its own, so that who is in no hurry does not stand in the cycle's way.
    private let patientAWS: AWSClient
    private let http: HTTPClient
    private let identity: TerraformIdentity

    init(_ settings: StackSettings, _ sharedServices: SharedServices) {
        self.settings = settings
        http = sharedServices.http
        let environment = sharedServices.environment
        let endpoint = settings.endpoint ?? environment["AWS_ENDPOINT_URL"]
        let chain = CredentialChain(
            CredentialSettings(
                profile: settings.profile, roleARN: settings.roleARN, region: settings.region,
                environment: environment,
                endpoint: endpoint),
            http: sharedServices.http)
        aws = AWSClient(http: sharedServices.http, credentials: chain, endpoint: endpoint)
        patientAWS = AWSClient(http: sharedServices.http, credentials: chain, endpoint: endpoint, inFlight: 3)
        identity = TerraformIdentity(
            settings: settings, chain: chain, files: sharedServices.files, environment: environment)
    }

    var policy: Policy { settings.policy }
    var region: String { settings.region ?? "us-east-1" }

    /// Terraform, with credentials that are valid now.
    func terraform() async -> Terraform {
        Terraform(
            TerraformStack(
                name: settings.name, directory: settings.directory, workspace: settings.workspace,
                varFiles: settings.varFiles, binary: settings.binary,
                environment: await identity.terraformEnvironment()))
    }

    /// - Throws: where Terraform's credentials are gone, or would end in the middle of what an apply may take.
    func renewCredentials() async throws(ToolFault) {
        let longest = policy.guardrails.timeout + .seconds(300)
        let left: Duration?
        do {
            left = try await identity.renew(lasting: longest)
        } catch {
            throw ToolFault(.account, "there are no credentials any more: \(error.description)")
        }
        guard let left, left < Self.leastValid else { return }
        throw ToolFault(
            .account,
            "the credentials end in \(max(left, .zero).words), and an apply may take \(longest.words): nothing is begun with them"
        )
    }

    /// AWS has new credentials of a role five minutes before the old ones end, so whoever has less could not renew them
    /// (docs.aws.amazon.com, "Retrieve security credentials from instance metadata").
    private static let leastValid = Duration.seconds(290)

    func probe() async -> StackProbe { await probe(aws) }

    func patientProbe() async -> StackProbe { await probe(patientAWS) }

    private func probe(_ aws: AWSClient) async -> StackProbe {
        StackProbe(
            terraform: await terraform(), aws: aws, http: http,
            subject: .init(
                stack: settings.name, account: settings.account, region: settings.region, tiers: policy.tiers,
                endpoints: settings.endpoints, isEmulated: aws.endpoint != nil))
    }
}

/// What every stack of a process shares.
public struct SharedServices: Sendable {
    public let environment: [String: String]
    let http: HTTPClient
    let files: PrivateFiles

    /// Nil where no private directory can be made.
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
