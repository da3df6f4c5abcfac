import Terraform

/// What Terrier itself calls, besides the direct reads of what the state names; and how the provider finds out whose
/// account it works in.
enum TerrierCalls {
    /// In every look, and before every repair.
    static func always(_ location: ARNLocation, role: String?) -> [Grant] {
        var grants = Grant.reads("sts:GetCallerIdentity", on: "*")
        // Asked by a provider with `skip_credentials_validation`, of whoever asks: of no other user.
        grants += Grant.reads("iam:GetUser", on: location.iam("user/${aws:username}"))
        if let role { grants += Grant.reads("sts:AssumeRole", on: role) }
        return grants
    }

    /// Rates and costs. CloudWatch takes nothing narrower than all metrics.
    static let metrics = Grant.reads("cloudwatch:GetMetricData", on: "*")

    /// The diagnosis reads the last errors of a function, and looks whether its log group is there.
    static func diagnosis(of function: Subject) -> [Grant] {
        guard let name = function[.functionName] else { return [] }
        return LogGroupRights.describing(function.location)
            + Grant.reads(
                "logs:FilterLogEvents", on: LogGroupRights.group("/aws/lambda/\(name)", function.location))
    }

    /// A table that has backups is not made anew under their name.
    static let backups = Grant.reads("dynamodb:ListBackups", on: "*")

    /// What may be destroyed is never muted; what was muted before it was listed is unmuted still.
    static func muting(_ alarm: Subject, isDestroyed: Bool) -> [Grant] {
        let unmuting = Grant.writes("cloudwatch:EnableAlarmActions", on: AlarmRights.arn(alarm))
        if isDestroyed { return unmuting }
        return unmuting + Grant.writes("cloudwatch:DisableAlarmActions", on: AlarmRights.arn(alarm))
    }
}
