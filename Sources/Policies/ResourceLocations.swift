import Decisions
import Settings
import Terraform

/// The locations of a stack's resources. An ARN overrides the configuration.
struct ResourceLocations {
    let home: ARNLocation
    private let apis: [String: String]

    init(_ settings: StackSettings, _ state: State) throws(PolicyFault) {
        let homes = state.managed.map(\.home)
        func missing(_ what: String) -> PolicyFault {
            PolicyFault(
                description:
                    "neither the configuration nor the state says the \(what) of \(settings.name); set '\(what):'"
            )
        }
        guard let account = settings.account ?? homes.lazy.compactMap(\.account).first else {
            throw missing("account")
        }
        guard let region = settings.region ?? homes.lazy.compactMap(\.region).first else {
            throw missing("region")
        }
        home = ARNLocation(account: account, region: region)
        var apis: [String: String] = [:]
        for instance in state.managed where instance.address.type == RestAPIRights.type {
            if let id = instance.attributes[.id] { apis[id] = instance.home.region }
        }
        self.apis = apis
    }

    /// Resources inside an API have no ARN, and are in the API's region.
    func location(of instance: StateInstance) -> ARNLocation {
        let api = instance.attributes[.restAPIID].flatMap { apis[$0] }
        return ARNLocation(
            account: instance.home.account ?? home.account,
            region: instance.home.region ?? api ?? home.region)
    }
}
