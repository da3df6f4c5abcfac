/// Step Functions, "API Reference": JSON 1.0.
extension ResourceType {
    static let stepFunctions = [stateMachine.recorded, stateMachineAlias.recorded, activity]

    private static func states(
        _ operation: String, _ parameter: String, absent: Set<String>, _ states: [StateRule] = []
    ) -> Read {
        let arn = Value.attribute("arn", or: "id")
        return Read(
            .stepFunctions, operation, .json("1.0", "AWSStepFunctions", [parameter: arn]), absent: absent,
            element: .one("", .equals(parameter, arn)), states: states)
    }

    static let stateMachine = ResourceType(
        "aws_sfn_state_machine",
        read: states(
            "DescribeStateMachine", "stateMachineArn", absent: ["StateMachineDoesNotExist"],
            [StateRule("status", healthy: ["ACTIVE"], unhealthy: ["DELETING"], whenAbsent: .healthy)]))

    static let stateMachineAlias = ResourceType(
        "aws_sfn_alias",
        read: states("DescribeStateMachineAlias", "stateMachineAliasArn", absent: ["ResourceNotFound"]))

    static let activity = ResourceType(
        "aws_sfn_activity", read: states("DescribeActivity", "activityArn", absent: ["ActivityDoesNotExist"]))
}
