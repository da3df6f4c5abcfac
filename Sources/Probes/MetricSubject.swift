import Catalogue
import Decisions
import Terraform

/// A function or an API, and the metrics that its rate is computed from.
struct MetricSubject: Sendable {
    var instance: StateInstance
    /// What CloudWatch and people call it.
    var name: String
    var namespace: String
    var dimensions: [String: String]
    /// The metrics whose sums are the number of requests, and of failed ones.
    var requests: [String]
    var errors: [String]
    /// Whether an error may be counted without a request: a message that WebSocket APIs reject before they count it.
    var countsErrorsAlone = false

    /// The identifier of a metric's series: `r0` is the first metric of the requests.
    typealias SeriesID = (letter: Character, number: Int)

    var metrics: [(id: SeriesID, metric: String)] {
        requests.enumerated().map { (("r", $0), $1) } + errors.enumerated().map { (("e", $0), $1) }
    }

    static func functions(in state: State) -> [MetricSubject] {
        state.managed.filter { $0.address.type == ResourceType.lambdaFunction.name }.compactMap { instance in
            instance.attributes[.functionName].map {
                MetricSubject(
                    instance: instance, name: $0, namespace: "AWS/Lambda",
                    dimensions: ["FunctionName": $0], requests: ["Invocations"], errors: ["Errors"])
            }
        }
    }

    /// The errors that a rate of an API counts.
    enum APIErrors {
        /// 4xx
        case client
        /// 5xx
        case server
    }

    static func apis(in state: State, errors: APIErrors) -> [MetricSubject] {
        state.managed.compactMap { instance in
            switch instance.address.type {
            case ResourceType.restAPI.name: return rest(instance, errors)
            case ResourceType.httpAPI.name: return http(instance, errors)
            default: return nil
            }
        }
    }

    /// CloudWatch identifies REST APIs by name (API Gateway, "Amazon API Gateway dimensions and metrics").
    private static func rest(_ instance: StateInstance, _ errors: APIErrors) -> MetricSubject? {
        instance.attributes[.name].map {
            MetricSubject(
                instance: instance, name: $0, namespace: gateway, dimensions: ["ApiName": $0],
                requests: ["Count"], errors: [errors == .client ? "4XXError" : "5XXError"])
        }
    }

    /// HTTP and WebSocket APIs (API Gateway, "Monitor HTTP APIs with CloudWatch metrics", "Monitor WebSocket API execution with
    /// CloudWatch metrics").
    private static func http(_ instance: StateInstance, _ errors: APIErrors) -> MetricSubject? {
        guard let id = instance.attributes[.id] else { return nil }
        var subject = MetricSubject(
            instance: instance, name: instance.attributes[.name] ?? id, namespace: gateway,
            dimensions: ["ApiId": id], requests: ["Count"], errors: [errors == .client ? "4xx" : "5xx"])
        if instance.attributes[.protocolType] == "WEBSOCKET" {
            subject.requests = ["ConnectCount", "MessageCount"]
            // There is no metric of the responses with 5xx: these are the errors of the integration, and of calling it.
            subject.errors = errors == .client ? ["ClientError"] : ["IntegrationError", "ExecutionError"]
            subject.countsErrorsAlone = true
        }
        return subject
    }

    private static let gateway = "AWS/ApiGateway"
}
