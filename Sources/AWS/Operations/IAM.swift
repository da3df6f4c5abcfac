import Catalogue

extension AWSClient {
    /// The ARNs of the managed policies that are attached to a role.
    public func listAttachedRolePolicies(role: String, region: String) async throws(AWSFault) -> [String] {
        try await policies("ListAttachedRolePolicies", of: role, "PolicyArn", region)
    }

    /// The names of the inline policies of a role.
    public func listRolePolicies(role: String, region: String) async throws(AWSFault) -> [String] {
        try await policies("ListRolePolicies", of: role, "member", region)
    }

    private func policies(
        _ operation: String, of role: String, _ element: String, _ region: String
    ) async throws(AWSFault) -> [String] {
        var found: [String] = []
        var marker: String?
        for _ in 0..<20 {
            var parameters = ["RoleName": role, "MaxItems": "100"]
            parameters["Marker"] = marker
            let xml = try await query(
                .iam, operation, version: "2010-05-08", region: region, parameters,
                absent: ["NoSuchEntity"], isPaced: true)
            found += xml.all(element)
            guard xml.first("IsTruncated") == "true", let next = xml.first("Marker") else { return found }
            marker = next
        }
        throw AWSFault(.notParsed, operation, detail: "the list has more than twenty pages")
    }
}
