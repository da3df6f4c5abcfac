/// API Gateway, "API Gateway REST API reference" and "API Gateway V2 API reference": REST, JSON.
extension ResourceType {
    static let apiGateway = [
        restAPI, restResource, restMethod, restMethodResponse, restIntegration, restIntegrationResponse,
        restDeployment, restStage, restMethodSettings, restAuthorizer, restModel, restRequestValidator,
        restGatewayResponse, restAPIKey, restUsagePlan, restUsagePlanKey, restDomain, restBasePath,
        restVPCLink.recorded,
        restAccount, restPolicy.recorded, restClientCertificate.recorded,
    ]

    private static func rest(
        _ operation: String, _ path: PathTemplate, _ element: Element, _ states: [StateRule] = []
    )
        -> Read
    {
        Read(
            .apiGateway, operation, .get(path), absent: ["NotFoundException"], element: element,
            states: states)
    }

    private static let api = Value.attribute("rest_api_id")
    private static let resource = Value.attribute("resource_id")
    private static let method = Value.attribute("http_method")
    private static let status = Value.attribute("status_code")

    private static let methodPath: PathTemplate =
        "/restapis/\(api)/resources/\(resource)/methods/\(method)"
    private static let stagePath: PathTemplate = "/restapis/\(api)/stages/\(.attribute("stage_name"))"

    private static func tags(_ resource: RightResource) -> [Right] {
        ["TagResource", "UntagResource"].map { operation in
            .call(operation).on(resource).because("its tags change")
        }
    }

    public static let restAPI = ResourceType(
        "aws_api_gateway_rest_api",
        read: rest(
            "GetRestApi", "/restapis/\(.id)", .one("", .equals("id", .id)),
            [
                StateRule(
                    "apiStatus", healthy: ["AVAILABLE"], changing: ["UPDATING", "PENDING"],
                    unhealthy: ["FAILED"], whenAbsent: .healthy)
            ])
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/restapis/\(.id)"), newID: true,
            read: [
                "GetRestApi", .call("GetResources").on(.gateway("/restapis/\(.id)/resources")),
            ],
            create: [
                // Restricted by name only, because an API has no id before it is created.
                .call("CreateRestApi").on(.gateway("/restapis"))
                    .when("StringEquals", "apigateway:Request/ApiName", .attribute("name")),
                .call("PutRestApi").ifSet("body").because("a separate call sets the definition"),
                .call("UpdateRestApi").ifSet("policy").because("a separate call sets the policy"),
                // The ARN of a resource that does not exist yet has no id (reported by API Gateway itself:
                // mattclay/aws-terminator#284).
                .tagging("TagResource").on(.gatewayTags("/restapis/*")),
            ],
            update: [
                "UpdateRestApi",
                .call("PutRestApi").ifSet("body").because("the definition changes"),
                .call("TagResource").on(.gatewayTags("/restapis/\(.id)")).because("its tags change"),
                .call("UntagResource").on(.gatewayTags("/restapis/\(.id)")),
            ],
            // Only the API that exists now: `*` instead of its id would allow any API.
            delete: [.call("DeleteRestApi").onOldIDs]))

    static let restResource = ResourceType(
        "aws_api_gateway_resource",
        read: rest("GetResource", "/restapis/\(api)/resources/\(.id)", .one("", .equals("id", .id)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/restapis/\(api)/resources/\(.id)"), newID: true,
            read: ["GetResource"],
            create: [
                // A resource is created with POST on its parent.
                .call("CreateResource").on(
                    .gateway("/restapis/\(api)/resources/\(.attribute("parent_id"))"))
            ], update: ["UpdateResource"], delete: ["DeleteResource"]))

    static let restMethod = ResourceType(
        "aws_api_gateway_method",
        read: rest(
            "GetMethod", "/restapis/\(api)/resources/\(resource)/methods/\(method)",
            .one("", .equals("httpMethod", method)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway(methodPath), read: ["GetMethod"], create: ["PutMethod"],
            update: ["UpdateMethod"], delete: ["DeleteMethod"]))

    static let restMethodResponse = ResourceType(
        "aws_api_gateway_method_response",
        read: rest(
            "GetMethodResponse",
            "/restapis/\(api)/resources/\(resource)/methods/\(method)/responses/\(status)",
            .one("", .equals("statusCode", status)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway(methodPath + "/responses/\(status)"), read: ["GetMethodResponse"],
            create: ["PutMethodResponse"],
            update: [.call("UpdateMethodResponse").because("its models or parameters change")],
            delete: ["DeleteMethodResponse"]))

    static let restIntegration = ResourceType(
        "aws_api_gateway_integration",
        read: rest(
            "GetIntegration", "/restapis/\(api)/resources/\(resource)/methods/\(method)/integration",
            .one().with(part: "type"))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway(methodPath + "/integration"), read: ["GetIntegration"],
            create: ["PutIntegration", .passRole("credentials", to: "apigateway.amazonaws.com")],
            update: [.call("UpdateIntegration").because("its target or parameters change")],
            delete: ["DeleteIntegration"]))

    static let restIntegrationResponse = ResourceType(
        "aws_api_gateway_integration_response",
        read: rest(
            "GetIntegrationResponse",
            "/restapis/\(api)/resources/\(resource)/methods/\(method)/integration/responses/\(status)",
            .one("", .equals("statusCode", status)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway(methodPath + "/integration/responses/\(status)"),
            read: ["GetIntegrationResponse"], create: ["PutIntegrationResponse"],
            // The provider puts the whole integration response again.
            update: [
                .call("PutIntegrationResponse").because("its templates or parameters change")
            ], delete: ["DeleteIntegrationResponse"]))

    static let restDeployment = ResourceType(
        "aws_api_gateway_deployment",
        read: rest("GetDeployment", "/restapis/\(api)/deployments/\(.id)", .one("", .equals("id", .id)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/restapis/\(api)/deployments/\(.id)"), newID: true,
            read: ["GetDeployment"],
            create: [.call("CreateDeployment").on(.gateway("/restapis/\(api)/deployments"))],
            update: [.call("UpdateDeployment").because("the description changes")],
            delete: ["DeleteDeployment"],
            // A deployment that also creates a stage, as old configurations do.
            gaps: ["stage_name"]))

    static let restStage = ResourceType(
        "aws_api_gateway_stage",
        read: rest(
            "GetStage", "/restapis/\(api)/stages/\(.attribute("stage_name"))",
            .one("", .equals("stageName", .attribute("stage_name"))),
            [
                // A stage without a cache has none that is available.
                StateRule(
                    "cacheClusterStatus", healthy: ["AVAILABLE", "NOT_AVAILABLE"],
                    changing: ["CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "FLUSH_IN_PROGRESS"],
                    whenAbsent: .healthy)
            ])
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway(stagePath), read: ["GetStage"],
            create: [
                .call("CreateStage").on(.gateway("/restapis/\(api)/stages")),
                // A separate call after the stage is created (provider, `resourceStageCreate`).
                .call("UpdateStage").ifSet("access_log_settings"),
                .call("UpdateStage").ifSet("client_certificate_id"),
                .tagging("TagResource").on(.gatewayTags(stagePath)),
            ],
            update: [.call("UpdateStage").because("the deployment or a setting changes")]
                + tags(.gatewayTags(stagePath)), delete: ["DeleteStage"]))

    static let restMethodSettings = ResourceType(
        "aws_api_gateway_method_settings",
        read: rest(
            "GetStage", "/restapis/\(api)/stages/\(.attribute("stage_name"))",
            .one("", .equals("stageName", .attribute("stage_name"))).with(part: "methodSettings"))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway(stagePath), read: ["GetStage"], create: ["UpdateStage"],
            update: [.call("UpdateStage").because("its settings change")], delete: ["UpdateStage"]))

    static let restAuthorizer = ResourceType(
        "aws_api_gateway_authorizer",
        read: rest("GetAuthorizer", "/restapis/\(api)/authorizers/\(.id)", .one("", .equals("id", .id)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/restapis/\(api)/authorizers/\(.id)"), newID: true,
            read: ["GetAuthorizer"],
            create: [
                .call("CreateAuthorizer").on(.gateway("/restapis/\(api)/authorizers")),
                .passRole("authorizer_credentials", to: "apigateway.amazonaws.com"),
            ], update: ["UpdateAuthorizer"], delete: ["DeleteAuthorizer"]))

    static let restModel = ResourceType(
        "aws_api_gateway_model",
        read: rest(
            "GetModel", "/restapis/\(api)/models/\(.attribute("name"))",
            .one("", .equals("name", .attribute("name"))))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/restapis/\(api)/models/\(.attribute("name"))"), read: ["GetModel"],
            create: [.call("CreateModel").on(.gateway("/restapis/\(api)/models"))],
            update: ["UpdateModel"], delete: ["DeleteModel"]))

    static let restRequestValidator = ResourceType(
        "aws_api_gateway_request_validator",
        read: rest(
            "GetRequestValidator", "/restapis/\(api)/requestvalidators/\(.id)", .one("", .equals("id", .id)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/restapis/\(api)/requestvalidators/\(.id)"), newID: true,
            read: ["GetRequestValidator"],
            create: [.call("CreateRequestValidator").on(.gateway("/restapis/\(api)/requestvalidators"))],
            update: ["UpdateRequestValidator"], delete: ["DeleteRequestValidator"]))

    /// A response that was never changed is described as the default one.
    static let restGatewayResponse = ResourceType(
        "aws_api_gateway_gateway_response",
        read: rest(
            "GetGatewayResponse", "/restapis/\(api)/gatewayresponses/\(.attribute("response_type"))",
            .one("", .equals("responseType", .attribute("response_type"))),
            [StateRule("defaultResponse", healthy: ["false"], gone: ["true"], whenAbsent: .healthy)])
    )
    .granting(
        Rights(
            .apiGateway,
            on: .gateway("/restapis/\(api)/gatewayresponses/\(.attribute("response_type"))"),
            read: ["GetGatewayResponse"], create: ["PutGatewayResponse"],
            update: ["PutGatewayResponse"],
            delete: ["DeleteGatewayResponse"]))

    static let restAPIKey = ResourceType(
        "aws_api_gateway_api_key", data: .irreplaceable,
        read: rest(
            "GetApiKey", "/apikeys/\(.id)", .one("", .equals("id", .id)),
            [
                StateRule(
                    "enabled", healthy: ["true"], words: ["false": "disabled"],
                    asWanted: .attribute("enabled"))
            ]))

    static let restUsagePlan = ResourceType(
        "aws_api_gateway_usage_plan",
        read: rest("GetUsagePlan", "/usageplans/\(.id)", .one("", .equals("id", .id))))

    static let restUsagePlanKey = ResourceType(
        "aws_api_gateway_usage_plan_key",
        read: rest(
            "GetUsagePlanKey", "/usageplans/\(.attribute("usage_plan_id"))/keys/\(.attribute("key_id"))",
            .one("", .equals("id", .attribute("key_id")))))

    static let restDomain = ResourceType(
        "aws_api_gateway_domain_name",
        read: rest(
            "GetDomainName", "/domainnames/\(.attribute("domain_name"))",
            .one("", .equals("domainName", .attribute("domain_name"))),
            [
                StateRule(
                    "domainNameStatus", healthy: ["AVAILABLE"], changing: ["UPDATING"],
                    unhealthy: [
                        "PENDING", "PENDING_CERTIFICATE_REIMPORT", "PENDING_OWNERSHIP_VERIFICATION", "FAILED",
                    ], whenAbsent: .healthy)
            ]))

    /// The empty path is `(none)` in a request.
    static let restBasePath = ResourceType(
        "aws_api_gateway_base_path_mapping",
        read: rest(
            "GetBasePathMapping",
            "/domainnames/\(.attribute("domain_name"))/basepathmappings/\(.first([.attribute("base_path"), .text("(none)")]))",
            .one("", .equals("restApiId", .attribute("api_id")))))

    static let restVPCLink = ResourceType(
        "aws_api_gateway_vpc_link",
        read: rest(
            "GetVpcLink", "/vpclinks/\(.id)", .one("", .equals("id", .id)),
            [
                StateRule(
                    "status", healthy: ["AVAILABLE"], changing: ["PENDING"],
                    unhealthy: ["DELETING", "FAILED"])
            ]))

    static let restAccount = ResourceType(
        "aws_api_gateway_account", read: rest("GetAccount", "/account", .one().with(part: "throttleSettings"))
    )

    static let restPolicy = ResourceType(
        "aws_api_gateway_rest_api_policy",
        read: rest("GetRestApi", "/restapis/\(api)", .one("", .equals("id", api)).with(part: "policy")))

    static let restClientCertificate = ResourceType(
        "aws_api_gateway_client_certificate",
        read: rest(
            "GetClientCertificate", "/clientcertificates/\(.id)",
            .one("", .equals("clientCertificateId", .id)), [.lasts("expirationDate", days: 30)]))
}
