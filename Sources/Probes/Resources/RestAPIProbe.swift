import AWS
import Decisions
import Terraform

enum RestAPIProbe: ResourceProbe {
    static let type = "aws_api_gateway_rest_api"

    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
    {
        try await context.aws.getRestApi(try instance.needed(.id, "GetRestApi"), region: context.region)
        return .healthy
    }
}

enum StageProbe: ResourceProbe {
    static let type = "aws_api_gateway_stage"

    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
    {
        let api = try instance.needed(.restAPIID, "GetStage")
        try await context.aws.getStage(
            api: api, stage: try instance.needed(.stageName, "GetStage"), region: context.region)
        return .healthy
    }
}
