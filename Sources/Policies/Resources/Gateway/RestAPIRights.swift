import Terraform

enum RestAPIRights: ResourceRights {
    static let type = "aws_api_gateway_rest_api"

    static func reading(_ subject: Subject) -> [Grant] {
        Grant.reads("apigateway:GET", on: subject.gateway(subject.api))
            + Grant.reads("apigateway:GET", on: subject.gateway(subject.api + "/resources"))
    }

    static func creating(_ subject: Subject) -> [Grant] {
        // Restricted by name only, because an API has no id before it is created.
        let name = subject[.name].map {
            Grant.Condition("StringEquals", "apigateway:Request/ApiName", $0)
        }
        guard let name else { return [] }
        var grants = Grant.writes("apigateway:POST", on: subject.gateway("/restapis"), if: name)
        if subject.facts.has(.body) {
            grants += Grant.writes("apigateway:PUT", on: subject.gateway(subject.api))
        }
        if subject.facts.has(.resourcePolicy) {
            grants += Grant.writes("apigateway:PATCH", on: subject.gateway(subject.api))
        }
        if subject.facts.has(.tags) {
            grants += Grant.writes("apigateway:PUT", on: subject.gatewayTags("/restapis/*"))
        }
        return grants
    }

    static func updating(_ subject: Subject) -> [Grant] {
        var grants = Grant.writes("apigateway:PATCH", on: subject.gateway(subject.api))
        if subject.facts.has(.body) {
            grants += Grant.writes("apigateway:PUT", on: subject.gateway(subject.api))
        }
        return grants
            + Grant.writes("apigateway:PUT", "apigateway:DELETE", on: subject.gatewayTags(subject.api))
    }

    /// Only the API that exists now: `*` instead of its id would allow any API.
    static func deleting(_ subject: Subject) -> [Grant] {
        guard let id = subject[.id] else { return [] }
        return Grant.writes("apigateway:DELETE", on: subject.gateway("/restapis/\(id)"))
    }
}
