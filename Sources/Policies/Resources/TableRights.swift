import Terraform

enum TableRights: ResourceRights {
    static let type = "aws_dynamodb_table"

    private static func arn(_ subject: Subject) -> String {
        subject[.arn] ?? subject.location.arn("dynamodb", "table/\(subject[.name] ?? subject[.id] ?? "")")
    }

    static func reading(_ subject: Subject) -> [Grant] {
        Grant.reads(
            "dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTimeToLive",
            "dynamodb:ListTagsOfResource", on: arn(subject))
    }

    static func creating(_ subject: Subject) -> [Grant] {
        let arn = arn(subject)
        var grants = Grant.writes("dynamodb:CreateTable", on: arn)
        // CreateTable with tags needs this right too (DynamoDB, "Tagging resources").
        if subject.facts.has(.tags) { grants += Grant.writes("dynamodb:TagResource", on: arn) }
        if subject.facts.has(.timeToLive) { grants += Grant.writes("dynamodb:UpdateTimeToLive", on: arn) }
        if subject.facts.has(.pointInTimeRecovery) {
            grants += Grant.writes("dynamodb:UpdateContinuousBackups", on: arn)
        }
        return grants
    }

    static func updating(_ subject: Subject) -> [Grant] {
        Grant.writes(
            "dynamodb:UpdateTable", "dynamodb:UpdateTimeToLive", "dynamodb:UpdateContinuousBackups",
            "dynamodb:TagResource", "dynamodb:UntagResource", on: arn(subject))
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("dynamodb:DeleteTable", on: arn(subject))
    }

    static func gaps(_ subject: Subject) -> [String] { subject.facts.has(.replicas) ? ["replica"] : [] }
}
