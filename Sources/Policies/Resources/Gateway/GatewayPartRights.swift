import Terraform

/// Parts of an API that have an id of their own.
enum GatewayResourceRights: ResourceRights {
    static let type = "aws_api_gateway_resource"

    private static func path(_ subject: Subject) -> String {
        "\(subject.api)/resources/\(subject.idAfterRepair(subject[.id] ?? ""))"
    }

    static func reading(_ subject: Subject) -> [Grant] {
        Grant.reads("apigateway:GET", on: subject.gateway(path(subject)))
    }

    /// A resource is created with POST on its parent.
    static func creating(_ subject: Subject) -> [Grant] {
        let parent = subject.facts[.parentID].map(subject.idAfterRepair) ?? "*"
        return Grant.writes("apigateway:POST", on: subject.gateway("\(subject.api)/resources/\(parent)"))
    }

    static func updating(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:PATCH", on: subject.gateway(path(subject)))
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:DELETE", on: subject.gateway(path(subject)))
    }
}

enum GatewayDeploymentRights: ResourceRights {
    static let type = "aws_api_gateway_deployment"

    private static func path(_ subject: Subject) -> String {
        "\(subject.api)/deployments/\(subject.idAfterRepair(subject[.id] ?? ""))"
    }

    static func reading(_ subject: Subject) -> [Grant] {
        Grant.reads("apigateway:GET", on: subject.gateway(path(subject)))
    }

    static func creating(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:POST", on: subject.gateway("\(subject.api)/deployments"))
    }

    static func updating(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:PATCH", on: subject.gateway(path(subject)))
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:DELETE", on: subject.gateway(path(subject)))
    }

    /// A deployment that also creates a stage, as old configurations do.
    static func gaps(_ subject: Subject) -> [String] {
        subject[.stageName] == nil ? [] : ["stage_name"]
    }
}

enum GatewayStageRights: ResourceRights {
    static let type = "aws_api_gateway_stage"

    private static func path(_ subject: Subject) -> String {
        "\(subject.api)/stages/\(subject[.stageName] ?? "*")"
    }

    static func reading(_ subject: Subject) -> [Grant] {
        Grant.reads("apigateway:GET", on: subject.gateway(path(subject)))
    }

    static func creating(_ subject: Subject) -> [Grant] {
        var grants = Grant.writes("apigateway:POST", on: subject.gateway("\(subject.api)/stages"))
        // Set by a separate call after the stage is created (provider, `resourceStageCreate`).
        if subject.facts.has(.accessLogs) || subject.facts.has(.clientCertificate) {
            grants += Grant.writes("apigateway:PATCH", on: subject.gateway(path(subject)))
        }
        if subject.facts.has(.tags) {
            grants += Grant.writes("apigateway:PUT", on: subject.gatewayTags(path(subject)))
        }
        return grants
    }

    static func updating(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:PATCH", on: subject.gateway(path(subject)))
            + Grant.writes("apigateway:PUT", "apigateway:DELETE", on: subject.gatewayTags(path(subject)))
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("apigateway:DELETE", on: subject.gateway(path(subject)))
    }
}
