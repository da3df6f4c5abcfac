import AWS
import Decisions
import Terraform

enum FunctionProbe: ResourceProbe {
    static let type = "aws_lambda_function"

    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
    {
        let name = try instance.needed(.functionName, "GetFunction")
        let function = try await context.aws.getFunction(name, region: context.region)
        if function.state == "Failed" { return .unhealthy("Failed") }
        if function.lastUpdateStatus == "Failed" {
            return .unhealthy("last update failed" + (function.lastUpdateReasonCode.map { ": \($0)" } ?? ""))
        }
        return .healthy
    }
}
