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

    static let httpAPI = ResourceType(
        "aws_apigatewayv2_api", read: v2("GetApi", "/v2/apis/\(.id)", .one("", .equals("apiId", .id))))

    static let httpRoute = ResourceType(
        "aws_apigatewayv2_route",
        read: v2("GetRoute", "/v2/apis/\(api)/routes/\(.id)", .one("", .equals("routeId", .id))))

    static let httpIntegration = ResourceType(
        "aws_apigatewayv2_integration",
        read: v2(
            "GetIntegration", "/v2/apis/\(api)/integrations/\(.id)", .one("", .equals("integrationId", .id))))

    static let httpStage = ResourceType(
        "aws_apigatewayv2_stage",
        read: v2("GetStage", "/v2/apis/\(api)/stages/\(.nameOrID)", .one("", .equals("stageName", .nameOrID)))
    )

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
            "GetAuthorizer", "/v2/apis/\(api)/authorizers/\(.id)", .one("", .equals("authorizerId", .id))))

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
