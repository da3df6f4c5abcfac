import AWS
import Decisions
import Terraform

/// Log groups are listed by prefix; the exact name is the first of the list if it is there. A list that lacks it is asked
/// for a second time before the group counts as missing.
enum LogGroupProbe: ResourceProbe {
    static let type = "aws_cloudwatch_log_group"

    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
    {
        let name = try instance.needed(.name, "DescribeLogGroups")
        for _ in 0..<2 {
            let names = try await context.aws.describeLogGroups(prefix: name, region: context.region)
            if names.contains(name) { return .healthy }
        }
        return .missing
    }
}
