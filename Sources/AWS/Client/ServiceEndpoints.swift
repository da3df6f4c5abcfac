import Catalogue

/// AWS's endpoints (AWS General Reference, "Service endpoints and quotas"; for the other partitions botocore's `endpoints.json`).
extension AWSService {
    /// The host in a region. A global service has one host in each partition.
    func host(region: String, in partition: Partition) -> String {
        guard isGlobal else { return "\(host).\(region).\(partition.suffix)" }
        switch partition.name {
        case Partition.standard.name: return "\(host).\(partition.suffix)"
        case "aws-us-gov": return "\(host).us-gov.\(partition.suffix)"
        case _ where self == .route53: return "\(host).\(partition.suffix)"
        default: return "\(host).\(globalRegion(in: partition)).\(partition.suffix)"
        }
    }

    /// The region in the signature.
    func signingRegion(_ region: String, in partition: Partition) -> String {
        isGlobal ? globalRegion(in: partition) : region
    }

    private func globalRegion(in partition: Partition) -> String {
        partition.name == "aws-cn" && self == .iam ? "cn-north-1" : partition.globalRegion
    }
}
