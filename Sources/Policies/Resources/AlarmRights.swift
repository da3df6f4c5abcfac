import Terraform

enum AlarmRights: ResourceRights {
    static let type = "aws_cloudwatch_metric_alarm"

    static func arn(_ subject: Subject) -> String {
        subject[.arn]
            ?? subject.location.arn("cloudwatch", "alarm:\(subject[.alarmName] ?? subject[.id] ?? "")")
    }

    static func reading(_ subject: Subject) -> [Grant] {
        // The response contains composite alarms only if all alarms may be described (CloudWatch, DescribeAlarms).
        Grant.reads("cloudwatch:DescribeAlarms", on: "*")
            + Grant.reads("cloudwatch:ListTagsForResource", on: arn(subject))
    }

    static func creating(_ subject: Subject) -> [Grant] {
        var grants = Grant.writes("cloudwatch:PutMetricAlarm", on: arn(subject))
        // PutMetricAlarm with tags needs this right too (CloudWatch, PutMetricAlarm).
        if subject.facts.has(.tags) { grants += Grant.writes("cloudwatch:TagResource", on: arn(subject)) }
        return grants
    }

    static func updating(_ subject: Subject) -> [Grant] {
        Grant.writes(
            "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource",
            on: arn(subject))
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("cloudwatch:DeleteAlarms", on: arn(subject))
    }
}
