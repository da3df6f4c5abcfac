import AWS
import HTTP
public import Notifications

extension SharedServices {
    /// What sinks are sent to with: this process's HTTP client, and the default AWS credentials of this machine, not those of a
    /// stack.
    public var senderTools: SenderTools {
        let endpoint = environment["AWS_ENDPOINT_URL"]
        let chain = CredentialChain(
            CredentialSettings(
                region: environment["AWS_REGION"], environment: environment, endpoint: endpoint), http: http)
        return SenderTools(
            http: http, aws: AWSClient(http: http, credentials: chain, endpoint: endpoint),
            environment: environment)
    }
}
