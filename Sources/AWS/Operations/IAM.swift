extension AWSClient {
    /// - Returns: the role's ARN.
    /// - Throws: `notThere` if the role does not exist.
    public func getRole(_ name: String, region: String) async throws(AWSFault) -> String {
        let xml = try await query(.iam, "GetRole", version: "2010-05-08", region: region, ["RoleName": name])
        guard let arn = xml.first("Arn") else {
            throw AWSFault(.notParsed, "GetRole", detail: "the response has no role ARN")
        }
        return arn
    }

    /// Succeeds if the role has an inline policy with this name; throws `notThere` if the role or the policy does not exist.
    public func getRolePolicy(role: String, policy: String, region: String) async throws(AWSFault) {
        let xml = try await query(
            .iam, "GetRolePolicy", version: "2010-05-08", region: region,
            ["RoleName": role, "PolicyName": policy])
        guard xml.first("PolicyName") == policy else {
            throw AWSFault(.notParsed, "GetRolePolicy", detail: "the response is for another policy")
        }
    }

    /// The ARNs of the managed policies that are attached to a role.
    public func listAttachedRolePolicies(role: String, region: String) async throws(AWSFault) -> [String] {
        var arns: [String] = []
        var marker: String?
        for _ in 0..<20 {
            var parameters = ["RoleName": role, "MaxItems": "100"]
            parameters["Marker"] = marker
            let xml = try await query(
                .iam, "ListAttachedRolePolicies", version: "2010-05-08", region: region, parameters)
            arns += xml.all("PolicyArn")
            guard xml.first("IsTruncated") == "true", let next = xml.first("Marker") else { return arns }
            marker = next
        }
        throw AWSFault(.notParsed, "ListAttachedRolePolicies", detail: "the list has more than twenty pages")
    }
}
