import Terraform

/// The paths of API Gateway's rights: the HTTP verb is the action, and the path is the resource (API Gateway, "Actions,
/// resources, and condition keys for API Gateway Management").
///
/// API Gateway assigns the ids. If a repair may recreate an API, the ids inside it are not known in advance: `*` replaces
/// those ids and no others.
extension Subject {
    /// `/restapis/ID`
    var api: String { "/restapis/\(apiID)" }

    private var apiID: String {
        let id = self[.restAPIID] ?? self[.id] ?? ""
        return world.unstableIDs.contains(id) ? "*" : id
    }

    /// `/restapis/ID/resources/ID` of the API resource that the instance belongs to.
    var resource: String { "\(api)/resources/\(idAfterRepair(self[.resourceID] ?? ""))" }

    /// `/restapis/ID/resources/ID/methods/VERB`
    var method: String { "\(resource)/methods/\(self[.httpMethod] ?? "*")" }

    /// An id inside an API, or `*` if a repair may change it.
    func idAfterRepair(_ id: String) -> String { apiID == "*" || world.unstableIDs.contains(id) ? "*" : id }

    func gateway(_ path: String) -> String { location.gateway(path) }

    /// Tags are set on a path of their own that contains the whole ARN. For a resource that does not exist yet, that ARN has no
    /// id (reported by API Gateway itself: mattclay/aws-terminator#284).
    func gatewayTags(_ path: String) -> String {
        let start = location.gateway("/tags/")
        let encoded = location.gateway(path).replacing(":", with: "%3A").replacing("/", with: "%2F")
        return start + encoded
    }
}
