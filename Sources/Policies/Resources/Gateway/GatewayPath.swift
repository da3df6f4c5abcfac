import Terraform

/// The paths by which API Gateway's rights go: the verb is the action, the path is the resource (API Gateway, "Actions,
/// resources, and condition keys for API Gateway Management").
///
/// API Gateway gives out the ids. Where a repair may make an API anew, what is within it has ids that nobody knows
/// before: `*` stands for those, and for no others.
extension Subject {
    /// `/restapis/ID`
    var api: String { "/restapis/\(apiID)" }

    private var apiID: String {
        let id = self[.restAPIID] ?? self[.id] ?? ""
        return world.passing.contains(id) ? "*" : id
    }

    /// `/restapis/ID/resources/ID` of the resource that the instance belongs to.
    var resource: String { "\(api)/resources/\(lasting(self[.resourceID] ?? ""))" }

    /// `/restapis/ID/resources/ID/methods/VERB`
    var method: String { "\(resource)/methods/\(self[.httpMethod] ?? "*")" }

    /// An id within an API, as it will be after a repair.
    func lasting(_ id: String) -> String { apiID == "*" || world.passing.contains(id) ? "*" : id }

    func gateway(_ path: String) -> String { location.gateway(path) }

    /// Tags are set at a path of their own, in which the whole ARN stands. Of what is yet to be made it has no id (API
    /// Gateway says so itself: mattclay/aws-terminator#284).
    func gatewayTags(_ path: String) -> String {
        let start = location.gateway("/tags/")
        let encoded = location.gateway(path).replacing(":", with: "%3A").replacing("/", with: "%2F")
        return start + encoded
    }
}
