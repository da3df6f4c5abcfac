/// Where a thing is, as far as its ARN says it.
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

    /// IAM is of no region.
    func iam(_ rest: String) -> String { "arn:\(partition):iam::\(account):\(rest)" }

    /// The things of API Gateway are paths, and of no account.
    func gateway(_ path: String) -> String { "arn:\(partition):apigateway:\(region)::\(path)" }
}
