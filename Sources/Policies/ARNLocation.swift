/// The account and region of a resource, as given by its ARN.
struct ARNLocation: Sendable {
    var account: String
    var region: String

    /// `aws`, `aws-cn`, `aws-us-gov` (AWS General Reference, "Amazon Resource Names").
    var partition: String {
        if region.hasPrefix("cn-") { return "aws-cn" }
        return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// `arn:aws:SERVICE:REGION:ACCOUNT:REST`
    func arn(_ service: String, _ rest: String) -> String {
        "arn:\(partition):\(service):\(region):\(account):\(rest)"
    }

    /// IAM ARNs have no region.
    func iam(_ rest: String) -> String { "arn:\(partition):iam::\(account):\(rest)" }

    /// API Gateway ARNs have paths and no account.
    func gateway(_ path: String) -> String { "arn:\(partition):apigateway:\(region)::\(path)" }
}
