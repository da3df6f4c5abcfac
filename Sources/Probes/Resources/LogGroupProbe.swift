import AWS
import Decisions
import Terraform

/// Log groups are listed by prefix. If the exact name exists, it is the first of the list. A group that is not in the list is
/// queried a second time before it counts as missing.
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
