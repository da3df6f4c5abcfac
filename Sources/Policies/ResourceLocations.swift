import Catalogue
import Decisions
import Settings
import Terraform

/// The locations of a stack's resources. An ARN overrides the configuration.
struct ResourceLocations {
    let home: ARNLocation
    private let apis: [String: String]

    init(_ settings: StackSettings, _ state: State) throws(PolicyFault) {
        let arns = state.managed.lazy.compactMap { $0.attributes[.arn].flatMap(ARNText.init) }
        func missing(_ what: String) -> PolicyFault {
            PolicyFault(
                description:
                    "neither the configuration nor the state says the \(what) of \(settings.name); set '\(what):'"
            )
        }
        guard let account = settings.account ?? arns.map(\.account).first(where: { !$0.isEmpty }) else {
            throw missing("account")
        }
        guard let region = settings.region ?? arns.map(\.region).first(where: { !$0.isEmpty }) else {
            throw missing("region")
        }
        home = ARNLocation(account: account, region: region)
        guard home.isPlain else {
            throw PolicyFault(
                description:
                    "'account:' and 'region:' of \(settings.name) are not those of AWS; write them as in 123456789012 and eu-west-1"
            )
        }
        var apis: [String: String] = [:]
        for instance in state.managed where instance.address.type == ResourceType.restAPI.name {
            if let id = instance.attributes[.id], let arn = instance.attributes[.arn].flatMap(ARNText.init),
                !arn.region.isEmpty
            {
                apis[id] = arn.region
            }
        }
        self.apis = apis
    }

    /// Resources inside an API have no ARN, and are in the API's region. An ARN of another service is that of another thing, such as
    /// the target of a rule.
    func location(of instance: StateInstance) -> ARNLocation {
        let own = instance.attributes[.arn].flatMap(ARNText.init).flatMap { arn in
            arn.service == Catalogue.type(instance.address.type)?.read.service.actions ? arn : nil
        }
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        let api = instance.attributes[.restAPIID].flatMap { apis[$0] }
        return ARNLocation(
            account: given(own?.account) ?? home.account, region: given(own?.region) ?? api ?? home.region)
    }
}
