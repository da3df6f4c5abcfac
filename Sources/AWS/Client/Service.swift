/// The AWS services that Terrier calls, with the hosts and the signing regions of their endpoints.
enum Service: String, Sendable {
    case sts, dynamodb, lambda, iam, apigateway, monitoring, logs, sns

    /// The host in a region (AWS General Reference, "Service endpoints"). IAM has one host per partition.
    func host(region: String) -> String {
        let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        guard self == .iam else { return "\(rawValue).\(region).\(suffix)" }
        if region.hasPrefix("cn-") { return "iam.cn-north-1.\(suffix)" }
        if region.hasPrefix("us-gov-") { return "iam.us-gov.\(suffix)" }
        return "iam.\(suffix)"
    }

    /// The region used in the signature.
    func signingRegion(_ region: String) -> String {
        guard self == .iam else { return region }
        if region.hasPrefix("cn-") { return "cn-north-1" }
        if region.hasPrefix("us-gov-") { return "us-gov-west-1" }
        return "us-east-1"
    }
}

/// One call of one operation.
struct Call: Sendable {
    var service: Service
    var operation: String
    var region: String
    var method = "POST"
    var path = "/"
    var query = ""
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
}
