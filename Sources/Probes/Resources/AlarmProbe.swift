import AWS
import Decisions
import Terraform

/// CloudWatch has no "not found" for alarms: for one exact name it returns that alarm or an empty list. A list may be empty
/// for other reasons, so an alarm that is not in it is queried a second time before it counts as missing.
enum AlarmProbe: ResourceProbe {
    static let type = "aws_cloudwatch_metric_alarm"

    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
    {
        let name = try instance.needed(.alarmName, "DescribeAlarms")
        for _ in 0..<2 {
            let found = try await context.aws.describeAlarms([name], region: context.region)
            if found.contains(where: { $0.name == name }) { return .healthy }
        }
        return .missing
    }
}
