import Catalogue
import Decisions
import Terraform

/// What Terrier itself calls, besides the direct reads of the resources in the state; and how the provider finds out which
/// account it works in.
enum TerrierCalls {
    /// The calls of every cycle, and before every repair.
    static func always(_ location: ARNLocation, role: String?) -> [Grant] {
        var grants = Grant.reads("sts:GetCallerIdentity", on: "*")
        // A provider with `skip_credentials_validation` calls this for the caller itself, and for no other user.
        grants += Grant.reads("iam:GetUser", on: location.iam("user/${aws:username}"))
        if let role { grants += Grant.reads("sts:AssumeRole", on: role) }
        return grants
    }

    /// For rates and costs. CloudWatch accepts nothing narrower than all metrics.
    static let metrics = Grant.reads("cloudwatch:GetMetricData", on: "*")

    /// Who removed what is missing. CloudTrail accepts nothing narrower.
    static let trail = Grant.reads("cloudtrail:LookupEvents", on: "*")

    /// The diagnosis reads a function's last errors, and checks whether its log group exists.
    static func diagnosis(of function: Subject) -> [Grant] {
        guard let name = function[.functionName] else { return [] }
        return LogGroupRights.describing(function.location)
            + Grant.reads(
                "logs:FilterLogEvents", on: LogGroupRights.group("/aws/lambda/\(name)", function.location))
    }

    /// A table that has backups is not recreated under the same name.
    static let backups = Grant.reads("dynamodb:ListBackups", on: "*")

    /// What is scheduled for deletion is brought back only if `undelete:` lists it.
    static func undeleting(_ subject: Subject, _ patterns: [Pattern]) -> [Grant] {
        guard let undelete = Catalogue.type(subject.address.type)?.undelete,
            patterns.contains(where: { $0.matches(subject.address) }),
            let arn = subject.instance.attributes[.arn]
        else { return [] }
        return undelete.writes.flatMap { Grant.writes($0.action, on: IAMPattern.literal(arn)) }
    }

    /// An alarm that may be destroyed is never muted. If it was muted before it was listed in 'destroy', it is still unmuted.
    static func muting(_ alarm: Subject, isDestroyed: Bool) -> [Grant] {
        let unmuting = Grant.writes("cloudwatch:EnableAlarmActions", on: AlarmRights.arn(alarm))
        if isDestroyed { return unmuting }
        return unmuting + Grant.writes("cloudwatch:DisableAlarmActions", on: AlarmRights.arn(alarm))
    }
}
