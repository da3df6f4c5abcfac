import AWS
import Decisions
import Terraform

enum TableProbe: ResourceProbe {
    static let type = "aws_dynamodb_table"

    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
    {
        let name = instance.attributes[.name] ?? instance.attributes[.id]
        guard let name else {
            throw AWSFault(.other, "DescribeTable", detail: "the state does not name \(instance.address)")
        }
        let table = try await context.aws.describeTable(name, region: context.region)
        switch table.status {
        // A table that is being created or changed is not a failure; the next cycle sees the result.
        case "ACTIVE", "CREATING", "UPDATING": return .healthy
        default: return .unhealthy(table.status)
        }
    }
}
