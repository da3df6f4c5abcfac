import Terraform

/// Policies name a log group with `:*` after its name, except for the calls about tags (CloudWatch Logs, LogGroup).
enum LogGroupRights: ResourceRights {
    static let type = "aws_cloudwatch_log_group"

    private static func plain(_ subject: Subject) -> String {
        subject[.arn] ?? subject.location.arn("logs", "log-group:\(subject[.name] ?? subject[.id] ?? "")")
    }

    static func group(_ name: String, _ location: ARNLocation) -> String {
        location.arn("logs", "log-group:\(name):*")
    }

    /// AWS requires the right for all log groups, whatever prefix is requested (reported by many:
    /// hashicorp/terraform-provider-aws#8804).
    static func describing(_ location: ARNLocation) -> [Grant] {
        Grant.reads("logs:DescribeLogGroups", on: location.arn("logs", "log-group:*"))
    }

    static func reading(_ subject: Subject) -> [Grant] {
        describing(subject.location) + Grant.reads("logs:ListTagsForResource", on: plain(subject))
    }

    static func creating(_ subject: Subject) -> [Grant] {
        let group = plain(subject) + ":*"
        var grants = Grant.writes("logs:CreateLogGroup", on: group)
        // CreateLogGroup with tags needs this right too (CloudWatch Logs, CreateLogGroup).
        if subject.facts.has(.tags) { grants += Grant.writes("logs:TagResource", on: plain(subject)) }
        if subject.facts.has(.retention) { grants += Grant.writes("logs:PutRetentionPolicy", on: group) }
        return grants
    }

    static func updating(_ subject: Subject) -> [Grant] {
        let group = plain(subject) + ":*"
        var grants = Grant.writes("logs:PutRetentionPolicy", "logs:DeleteRetentionPolicy", on: group)
        if subject.facts.has(.customerKey) {
            grants += Grant.writes("logs:AssociateKmsKey", "logs:DisassociateKmsKey", on: group)
        }
        return grants + Grant.writes("logs:TagResource", "logs:UntagResource", on: plain(subject))
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("logs:DeleteLogGroup", on: plain(subject) + ":*")
    }
}
