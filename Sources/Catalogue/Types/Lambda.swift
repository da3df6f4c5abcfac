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

    /// Code in a bucket is read with the rights of the caller that creates the function.
    private static let code = Right.call("GetObject").of(.s3)
        .on(.bare("s3", "\(.attribute("s3_bucket"))/\(.attribute("s3_key"))")).optional
        .because("Lambda reads the package as the caller")

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
            ])
    )
    .granting(
        Rights(
            .lambda, on: .own("lambda:function:", or: .regional("lambda", "function:\(function)")),
            read: [
                "GetFunction", "ListVersionsByFunction",
                // Without it the tags are left out, and every plan wants to set them (AWS Lambda, "Permissions required for
                // working with tags").
                .call("ListTags").because("GetFunction leaves out tags without it"),
                .call("GetFunctionCodeSigningConfig").ifNotSet("image_uri"),
            ],
            create: [
                "CreateFunction", code, .tagging("TagResource"),
                .call("PutFunctionConcurrency").ifSet("reserved_concurrent_executions"),
                .passRole("role", to: "lambda.amazonaws.com"),
            ],
            update: [
                "UpdateFunctionCode",
                "UpdateFunctionConfiguration", "TagResource", "UntagResource", "PutFunctionConcurrency",
                "DeleteFunctionConcurrency", code,
                .call("PublishVersion").ifSet("publish"),
                .call("GetFunctionConfiguration").ifSet("publish"),
            ], delete: ["DeleteFunction"],
            gaps: ["layers", "vpc_config", "file_system_config", "image_uri"]))

    static let lambdaAlias = ResourceType(
        "aws_lambda_alias",
        read: lambda(
            "GetAlias", "/2015-03-31/functions/\(function)/aliases/\(.attribute("name"))",
            .one("", .equals("Name", .attribute("name"))))
    )
    .granting(
        Rights(
            .lambda, on: .function(function), read: ["GetAlias"], create: ["CreateAlias"],
            update: ["UpdateAlias"], delete: ["DeleteAlias"]))

    /// A statement of the function's policy, which is a document within the response.
    static let lambdaPermission: ResourceType = {
        var read = lambda(
            "GetPolicy", "/2015-03-31/functions/\(function)/policy",
            query: ["Qualifier": .optional(.attribute("qualifier"))],
            .listed("Policy.Statement", .equals("Sid", .attribute("statement_id", or: "id"))))
        read.documents = ["Policy"]
        return ResourceType("aws_lambda_permission", read: read)
    }()
    .granting(
        Rights(
            .lambda, on: .function(function), read: ["GetPolicy"], create: ["AddPermission"],
            delete: ["RemovePermission"]))

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
            ])
    )
    .granting(
        Rights(
            .lambda, on: .regional("lambda", "event-source-mapping:\(.id)"), newID: true,
            read: ["GetEventSourceMapping", "ListTags"],
            create: [
                .call("CreateEventSourceMapping").on(.all)
                    .when("ArnEquals", "lambda:FunctionArn", .attribute("function_arn")),
                .tagging("TagResource"),
            ], update: ["UpdateEventSourceMapping", "TagResource", "UntagResource"],
            delete: ["DeleteEventSourceMapping"]))

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
            .one("", .equals("FunctionUrl", .attribute("function_url"))))
    )
    .granting(
        Rights(
            .lambda, on: .function(function), read: ["GetFunctionUrlConfig"],
            create: [
                "CreateFunctionUrlConfig",
                .call("AddPermission").when("StringEquals", "lambda:FunctionUrlAuthType", "NONE"),
            ], update: ["UpdateFunctionUrlConfig"], delete: ["DeleteFunctionUrlConfig"]))

    static let lambdaEventInvokeConfig = ResourceType(
        "aws_lambda_function_event_invoke_config",
        read: lambda(
            "GetFunctionEventInvokeConfig", "/2019-09-25/functions/\(function)/event-invoke-config",
            query: ["Qualifier": .optional(.attribute("qualifier"))], .one().with(part: "FunctionArn"))
    )
    .granting(
        Rights(
            .lambda, on: .function(function), read: ["GetFunctionEventInvokeConfig"],
            create: ["PutFunctionEventInvokeConfig"], update: ["PutFunctionEventInvokeConfig"],
            delete: ["DeleteFunctionEventInvokeConfig"]))

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

extension RightResource {
    /// A function by its name or its ARN, with the qualifier where the state has one.
    public static func function(_ name: Value) -> RightResource {
        .first([function(name, ":\(.attribute("qualifier"))"), function(name, "")])
    }

    private static func function(_ name: Value, _ suffix: PathTemplate) -> RightResource {
        .first([
            .arn(name, "lambda:function:", suffix: suffix),
            .instance(of: "aws_lambda_function", attribute: "function_name", name, suffix: suffix),
            .regional("lambda", "function:\(name)" + suffix),
        ])
    }
}
