import AWS
import HTTP
public import Notifications
public import Settings

extension Sink {
    /// As the configuration describes it.
    public init(_ settings: SinkSettings) {
        let target: Target
        switch settings.target {
        case .webhook(let url, let credential): target = .webhook(url: url, secretCredential: credential)
        case .alertmanager(let url): target = .alertmanager(url: url)
        case .sns(let topic): target = .sns(topic: topic)
        case .command(let list): target = .command(list)
        case .ping(let url): target = .ping(url: url)
        }
        self.init(target, from: settings.from)
    }
}

extension Surroundings {
    /// What sinks are told with: this process's client, and the ordinary credentials of this machine, of no stack.
    public var courierTools: CourierTools {
        let endpoint = environment["AWS_ENDPOINT_URL"]
        let chain = CredentialChain(
            CredentialSettings(
                region: environment["AWS_REGION"], environment: environment, endpoint: endpoint), http: http)
        return CourierTools(
            http: http, aws: AWSClient(http: http, credentials: chain, endpoint: endpoint),
            environment: environment)
    }
}
