/// The account and region of a resource, as given by its ARN.
struct ARNLocation: Hashable, Sendable {
    var account: String
    var region: String

    /// `aws`, `aws-cn`, `aws-us-gov` and the others, by the region (botocore, `partitions.json`).
    var partition: String {
        let partitions = [
            ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-iso-", "aws-iso"), ("us-isob-", "aws-iso-b"),
            ("eu-isoe-", "aws-iso-e"), ("us-isof-", "aws-iso-f"), ("eusc-", "aws-eusc"),
        ]
        return partitions.first { region.hasPrefix($0.0) }?.1 ?? "aws"
    }

    /// Whether ARNs with this account and region name things in one account and region: a policy cannot escape anything in these
    /// parts.
    var isPlain: Bool {
        !region.isEmpty && !account.isEmpty && region.utf8.allSatisfy(ARNText.isPlain)
            && account.utf8.allSatisfy(ARNText.isPlain)
    }

    /// `arn:aws:SERVICE:REGION:ACCOUNT:REST`
    func arn(_ service: String, _ rest: String) -> String {
        "arn:\(partition):\(service):\(region):\(account):\(rest)"
    }

    /// Without a region, as IAM's ARNs.
    func global(_ service: String, _ rest: String) -> String {
        "arn:\(partition):\(service)::\(account):\(rest)"
    }

    /// Without a region and an account, as S3's ARNs.
    func bare(_ service: String, _ rest: String) -> String { "arn:\(partition):\(service):::\(rest)" }

    /// API Gateway ARNs have paths and no account.
    func gateway(_ path: String) -> String { "arn:\(partition):apigateway:\(region)::\(path)" }
}
