import Catalogue

extension AWSClient {
    /// The ARNs of the managed policies that are attached to a role.
    public func listAttachedRolePolicies(role: String, region: String) async throws(AWSFault) -> [String] {
        var arns: [String] = []
        var marker: String?
        for _ in 0..<20 {
            var parameters = ["RoleName": role, "MaxItems": "100"]
            parameters["Marker"] = marker
            let xml = try await query(
                .iam, "ListAttachedRolePolicies", version: "2010-05-08", region: region, parameters,
                absent: ["NoSuchEntity"])
            arns += xml.all("PolicyArn")
            guard xml.first("IsTruncated") == "true", let next = xml.first("Marker") else { return arns }
            marker = next
        }
        throw AWSFault(.notParsed, "ListAttachedRolePolicies", detail: "the list has more than twenty pages")
    }
}
