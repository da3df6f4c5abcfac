import Catalogue

/// AWS's endpoints (AWS General Reference, "Service endpoints and quotas").
extension AWSService {
    /// The host in a region. A global service has one host in each partition.
    func host(region: String) -> String {
        let suffix = Self.suffix(region)
        guard isGlobal else { return "\(host).\(region).\(suffix)" }
        switch Self.partition(region) {
        case .china: return "\(host).\(self == .iam ? "cn-north-1" : "cn-northwest-1").\(suffix)"
        case .governmentOfUS: return "\(host).us-gov.\(suffix)"
        case .other: return "\(host).\(suffix)"
        }
    }

    /// The region in the signature.
    func signingRegion(_ region: String) -> String {
        guard isGlobal else { return region }
        switch Self.partition(region) {
        case .china: return self == .iam ? "cn-north-1" : "cn-northwest-1"
        case .governmentOfUS: return "us-gov-west-1"
        case .other: return "us-east-1"
        }
    }

    private enum Partition { case china, governmentOfUS, other }

    private static func partition(_ region: String) -> Partition {
        if region.hasPrefix("cn-") { return .china }
        return region.hasPrefix("us-gov-") ? .governmentOfUS : .other
    }

    private static func suffix(_ region: String) -> String {
        region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    }
}
