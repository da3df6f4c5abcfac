/// Lambda, "API Reference": REST, JSON. What is absent is `ResourceNotFoundException` for every operation here.
extension ResourceType {
    static let lambda = [
        lambdaFunction, lambdaAlias, lambdaPermission, lambdaEventSourceMapping, lambdaLayerVersion,
        lambdaFunctionURL, lambdaEventInvokeConfig, lambdaProvisionedConcurrency.recorded,
        lambdaCodeSigningConfig.recorded,
    ]

    private static let function = Value.attribute("function_name")

    private static func lambda(
        _ operation: String, _ path: PathTemplate, query parameters: [String: Value] = [:],
        _ element: Element,
        _ states: [StateRule] = []
    ) -> Read {
        Read(
            .lambda, operation, .get(path, parameters), absent: ["ResourceNotFoundException"],
            element: element,
            states: states)
    }

    /// An inactive function was idle for weeks; its next invocation makes it active again ("Lambda function states").
    public static let lambdaFunction = ResourceType(
        "aws_lambda_function",
        read: lambda(
            "GetFunction", "/2015-03-31/functions/\(function)",
            .one("Configuration", .equals("FunctionName", function)),
            [
                StateRule(
                    "State", healthy: ["Active", "Inactive"], changing: ["Pending"],
                    unhealthy: ["Failed", "Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting"],
                    whenAbsent: .healthy, because: "StateReasonCode"),
                StateRule(
                    "LastUpdateStatus", healthy: ["Successful"], changing: ["InProgress"],
                    words: ["Failed": "last update failed"], whenAbsent: .healthy,
                    because: "LastUpdateStatusReasonCode"),
            ]))

    static let lambdaAlias = ResourceType(
        "aws_lambda_alias",
        read: lambda(
            "GetAlias", "/2015-03-31/functions/\(function)/aliases/\(.attribute("name"))",
            .one("", .equals("Name", .attribute("name")))))

    /// A statement of the function's policy, which is a document within the response.
    static let lambdaPermission: ResourceType = {
        var read = lambda(
            "GetPolicy", "/2015-03-31/functions/\(function)/policy",
            query: ["Qualifier": .optional(.attribute("qualifier"))],
            .listed("Policy.Statement", .equals("Sid", .attribute("statement_id", or: "id"))))
        read.documents = ["Policy"]
        return ResourceType("aws_lambda_permission", read: read)
    }()

    static let lambdaEventSourceMapping = ResourceType(
        "aws_lambda_event_source_mapping",
        read: lambda(
            "GetEventSourceMapping", "/2015-03-31/event-source-mappings/\(.attribute("uuid", or: "id"))",
            .one("", .equals("UUID", .attribute("uuid", or: "id"))),
            [
                StateRule(
                    "State", healthy: ["Enabled"], changing: ["Creating", "Enabling", "Updating"],
                    unhealthy: ["Disabling", "Deleting"], words: ["Disabled": "disabled"],
                    asWanted: .mapped(.attribute("enabled"), ["false": "Disabled"]))
            ]))

    static let lambdaLayerVersion = ResourceType(
        "aws_lambda_layer_version",
        read: lambda(
            "GetLayerVersion",
            "/2018-10-31/layers/\(.part(.arn, separator: ":", index: 6))/versions/\(.part(.arn, separator: ":", index: 7))",
            .one("", .equals("LayerVersionArn", .arn))))

    static let lambdaFunctionURL = ResourceType(
        "aws_lambda_function_url",
        read: lambda(
            "GetFunctionUrlConfig", "/2021-10-31/functions/\(function)/url",
            query: ["Qualifier": .optional(.attribute("qualifier"))],
            .one("", .equals("FunctionUrl", .attribute("function_url")))))

    static let lambdaEventInvokeConfig = ResourceType(
        "aws_lambda_function_event_invoke_config",
        read: lambda(
            "GetFunctionEventInvokeConfig", "/2019-09-25/functions/\(function)/event-invoke-config",
            query: ["Qualifier": .optional(.attribute("qualifier"))], .one().with(part: "FunctionArn")))

    static let lambdaProvisionedConcurrency = ResourceType(
        "aws_lambda_provisioned_concurrency_config",
        read: Read(
            .lambda, "GetProvisionedConcurrencyConfig",
            .get(
                "/2019-09-30/functions/\(function)/provisioned-concurrency",
                ["Qualifier": .optional(.attribute("qualifier"))]),
            absent: ["ResourceNotFoundException", "ProvisionedConcurrencyConfigNotFoundException"],
            element: .one(),
            states: [
                StateRule("Status", healthy: ["READY"], changing: ["IN_PROGRESS"], unhealthy: ["FAILED"])
            ]))

    static let lambdaCodeSigningConfig = ResourceType(
        "aws_lambda_code_signing_config",
        read: lambda(
            "GetCodeSigningConfig", "/2020-04-22/code-signing-configs/\(.arn)",
            .one("CodeSigningConfig", .equals("CodeSigningConfigArn", .arn))))
}
