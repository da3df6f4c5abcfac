import AWS
import Probes
import Settings

/// The identity of one entry of `providers:`: the profile's, or the role's, which is assumed with the profile's credentials or
/// else with the stack's own, as Terraform's provider does it.
struct ProviderIdentity: Sendable {
    let settings: ProviderSettings
    let chain: CredentialChain
    let aws: AWSClient
    private let patientAWS: AWSClient

    /// - Parameter base: the stack's own credentials.
    init(
        _ provider: ProviderSettings, of stack: StackSettings, base: CredentialChain,
        _ sharedServices: SharedServices
    ) {
        settings = provider
        let endpoint = stack.endpoint ?? sharedServices.environment["AWS_ENDPOINT_URL"]
        if provider.profile == nil, provider.roleARN == nil {
            chain = base
        } else {
            chain = CredentialChain(
                CredentialSettings(
                    profile: provider.profile, roleARN: provider.roleARN, externalID: provider.externalID,
                    region: provider.region ?? stack.region, environment: sharedServices.environment,
                    endpoint: endpoint, base: base),
                http: sharedServices.http)
        }
        aws = AWSClient(
            http: sharedServices.http, credentials: chain, endpoint: endpoint, account: provider.account)
        patientAWS = AWSClient(
            http: sharedServices.http, credentials: chain, endpoint: endpoint, account: provider.account,
            inFlight: 3)
    }

    func configured(patient: Bool) -> ConfiguredProvider {
        ConfiguredProvider(
            name: settings.provider, aws: patient ? patientAWS : aws, account: settings.account,
            region: settings.region)
    }
}
