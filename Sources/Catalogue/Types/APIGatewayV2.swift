/// HTTP and WebSocket APIs, "API Gateway V2 API reference": REST, JSON.
extension ResourceType {
    static let apiGatewayV2 = [
        httpAPI, httpRoute, httpIntegration, httpStage, httpDeployment.recorded, httpAuthorizer,
        httpDomain.recorded,
        httpMapping.recorded,
        httpVPCLink, httpModel, httpRouteResponse, httpIntegrationResponse,
    ]

    private static func v2(
        _ operation: String, _ path: PathTemplate, _ element: Element, _ states: [StateRule] = []
    )
        -> Read
    {
        Read(
            .apiGateway, operation, .get(path), absent: ["NotFoundException"], element: element,
            states: states)
    }

    private static let api = Value.attribute("api_id")
    private static let domain = Value.attribute("domain_name")

    /// `POST` here, where REST APIs have `PUT` ("API Gateway V2 API reference", Tags).
    private static let tag = Right.call("TagResource").action("POST")

    private static let httpStagePath: PathTemplate = "/apis/\(api)/stages/\(.attribute("name"))"

    public static let httpAPI = ResourceType(
        "aws_apigatewayv2_api", read: v2("GetApi", "/v2/apis/\(.id)", .one("", .equals("apiId", .id)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/apis/\(.id)"), newID: true, read: ["GetApi"],
            create: [
                .call("CreateApi").on(.gateway("/apis"))
                    .when("StringEquals", "apigateway:Request/ApiName", .attribute("name")),
                .tagging("TagResource").action("POST").on(.gatewayTags("/apis/*")),
                .call("ReimportApi").action("PUT").ifSet("body")
                    .because("a separate call sets the definition"),
            ],
            update: [
                "UpdateApi",
                .call("ReimportApi").action("PUT").ifSet("body").because("the definition changes"),
                tag.on(.gatewayTags("/apis/\(.id)")),
                .call("UntagResource").on(.gatewayTags("/apis/\(.id)")),
            ], delete: [.call("DeleteApi").onOldIDs]))

    static let httpRoute = ResourceType(
        "aws_apigatewayv2_route",
        read: v2("GetRoute", "/v2/apis/\(api)/routes/\(.id)", .one("", .equals("routeId", .id)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/apis/\(api)/routes/\(.id)"), newID: true, read: ["GetRoute"],
            create: [.call("CreateRoute").on(.gateway("/apis/\(api)/routes"))],
            update: ["UpdateRoute"], delete: ["DeleteRoute"]))

    static let httpIntegration = ResourceType(
        "aws_apigatewayv2_integration",
        read: v2(
            "GetIntegration", "/v2/apis/\(api)/integrations/\(.id)", .one("", .equals("integrationId", .id)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/apis/\(api)/integrations/\(.id)"), newID: true,
            read: ["GetIntegration"],
            create: [
                .call("CreateIntegration").on(.gateway("/apis/\(api)/integrations")),
                .passRole("credentials_arn", to: "apigateway.amazonaws.com"),
            ], update: ["UpdateIntegration"], delete: ["DeleteIntegration"]))

    static let httpStage = ResourceType(
        "aws_apigatewayv2_stage",
        read: v2("GetStage", "/v2/apis/\(api)/stages/\(.nameOrID)", .one("", .equals("stageName", .nameOrID)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway(httpStagePath),
            read: ["GetStage", .call("GetApi").on(.gateway("/apis/\(api)"))],
            create: [
                .call("CreateStage").on(.gateway("/apis/\(api)/stages")),
                .tagging("TagResource").action("POST")
                    .on(.gatewayTags(httpStagePath)),
            ],
            update: [
                "UpdateStage", tag.on(.gatewayTags(httpStagePath)).because("its tags change"),
                .call("UntagResource").on(.gatewayTags(httpStagePath)),
            ], delete: ["DeleteStage"]))

    static let httpDeployment = ResourceType(
        "aws_apigatewayv2_deployment",
        read: v2(
            "GetDeployment", "/v2/apis/\(api)/deployments/\(.id)", .one("", .equals("deploymentId", .id)),
            [
                StateRule(
                    "deploymentStatus", healthy: ["DEPLOYED"], changing: ["PENDING"], unhealthy: ["FAILED"])
            ]))

    static let httpAuthorizer = ResourceType(
        "aws_apigatewayv2_authorizer",
        read: v2(
            "GetAuthorizer", "/v2/apis/\(api)/authorizers/\(.id)", .one("", .equals("authorizerId", .id)))
    )
    .granting(
        Rights(
            .apiGateway, on: .gateway("/apis/\(api)/authorizers/\(.id)"), newID: true,
            read: ["GetAuthorizer"],
            create: [
                .call("CreateAuthorizer").on(.gateway("/apis/\(api)/authorizers")),
                .call("GetApi").on(.gateway("/apis/\(api)")),
                .passRole("authorizer_credentials_arn", to: "apigateway.amazonaws.com"),
            ], update: ["UpdateAuthorizer"], delete: ["DeleteAuthorizer"]))

    static let httpDomain = ResourceType(
        "aws_apigatewayv2_domain_name",
        read: v2(
            "GetDomainName", "/v2/domainnames/\(domain)", .one("", .equals("domainName", domain)),
            [
                StateRule(
                    "domainNameConfigurations.domainNameStatus", healthy: ["AVAILABLE"],
                    changing: ["UPDATING"],
                    unhealthy: [
                        "PENDING", "PENDING_CERTIFICATE_REIMPORT", "PENDING_OWNERSHIP_VERIFICATION", "FAILED",
                    ],
                    whenAbsent: .healthy)
            ]))

    static let httpMapping = ResourceType(
        "aws_apigatewayv2_api_mapping",
        read: v2(
            "GetApiMapping", "/v2/domainnames/\(domain)/apimappings/\(.id)",
            .one("", .equals("apiMappingId", .id))))

    static let httpVPCLink = ResourceType(
        "aws_apigatewayv2_vpc_link",
        read: v2(
            "GetVpcLink", "/v2/vpclinks/\(.id)", .one("", .equals("vpcLinkId", .id)),
            [
                StateRule(
                    "vpcLinkStatus", healthy: ["AVAILABLE"], changing: ["PENDING"],
                    unhealthy: ["DELETING", "FAILED", "INACTIVE"])
            ]))

    static let httpModel = ResourceType(
        "aws_apigatewayv2_model",
        read: v2("GetModel", "/v2/apis/\(api)/models/\(.id)", .one("", .equals("modelId", .id))))

    static let httpRouteResponse = ResourceType(
        "aws_apigatewayv2_route_response",
        read: v2(
            "GetRouteResponse", "/v2/apis/\(api)/routes/\(.attribute("route_id"))/routeresponses/\(.id)",
            .one("", .equals("routeResponseId", .id))))

    static let httpIntegrationResponse = ResourceType(
        "aws_apigatewayv2_integration_response",
        read: v2(
            "GetIntegrationResponse",
            "/v2/apis/\(api)/integrations/\(.attribute("integration_id"))/integrationresponses/\(.id)",
            .one("", .equals("integrationResponseId", .id))))
}
