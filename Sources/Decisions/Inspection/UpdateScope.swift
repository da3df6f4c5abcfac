/// Which update of an instance a plan may contain.
public enum UpdateScope: Sendable, Equatable {
    /// Any update, also one that reverts a change made outside Terraform.
    case everything
    /// Only of these attributes, and only if nobody changed the instance outside Terraform.
    ///
    /// - Parameter following: attributes that AWS sets because of that; their new values are unknown in the plan.
    case attributes(Set<String>, following: Set<String>)

    /// The code of a Lambda function, not its layers. The attributes are those of AWS provider 5 and 6.
    public static let code = UpdateScope.attributes(
        [
            "filename", "source_code_hash", "s3_bucket", "s3_key", "s3_object_version", "handler", "runtime",
        ],
        following: [
            "last_modified", "version", "qualified_arn", "qualified_invoke_arn", "code_sha256",
            "source_code_size", "source_code_hash",
        ])

    /// - Parameters:
    ///   - details: what the plan changes; nil if it is not known.
    ///   - drift: where the instance differs from its state; nil if it no longer exists.
    func admits(_ details: PlanDetails.Change?, drift: [AttributePath]?) -> Bool {
        guard case .attributes(let own, let following) = self else { return true }
        guard let details, drift == [] else { return false }
        return details.known.allSatisfy { $0.attribute.map(own.contains) ?? false }
            && details.unknown.allSatisfy { $0.attribute.map(own.union(following).contains) ?? false }
    }
}
