import Terraform

/// Methods, integrations and their responses. Each is a path under its resource that the state names, so all of them are
/// created with PUT, changed with PATCH and removed with DELETE.
protocol GatewayLeafRights: ResourceRights {
    static func path(_ subject: Subject) -> String
}

extension GatewayLeafRights {
    static func reading(_ subject: Subject) -> [Grant] {
        Grant.reads("apigateway:GET", on: subject.gateway(path(subject)))
    }

    static func creating(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:PUT", on: subject.gateway(path(subject)))
    }

    static func updating(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:PATCH", on: subject.gateway(path(subject)))
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:DELETE", on: subject.gateway(path(subject)))
    }
}

enum GatewayMethodRights: GatewayLeafRights {
    static let type = "aws_api_gateway_method"

    static func path(_ subject: Subject) -> String { subject.method }
}

enum GatewayMethodResponseRights: GatewayLeafRights {
    static let type = "aws_api_gateway_method_response"

    static func path(_ subject: Subject) -> String {
        "\(subject.method)/responses/\(subject.facts[.statusCode] ?? "*")"
    }
}

enum GatewayIntegrationRights: GatewayLeafRights {
    static let type = "aws_api_gateway_integration"

    static func path(_ subject: Subject) -> String { "\(subject.method)/integration" }

    static func creating(_ subject: Subject) -> [Grant] {
        let grants = Grant.writes("apigateway:PUT", on: subject.gateway(path(subject)))
        guard let role = subject.facts[.credentials], role.contains(":role/") else { return grants }
        return grants
            + Grant.writes(
                "iam:PassRole", on: role,
                if: .init("StringEquals", "iam:PassedToService", "apigateway.amazonaws.com"))
    }
}

enum GatewayIntegrationResponseRights: GatewayLeafRights {
    static let type = "aws_api_gateway_integration_response"

    static func path(_ subject: Subject) -> String {
        "\(subject.method)/integration/responses/\(subject.facts[.statusCode] ?? "*")"
    }

    /// The provider puts the whole integration response again.
    static func updating(_ subject: Subject) -> [Grant] { creating(subject) }
}
