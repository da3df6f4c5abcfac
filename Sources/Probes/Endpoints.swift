import Decisions
import HTTP
import Terraform

/// Calls endpoints: whether they respond, and whether a preflight request allows its origin.
struct EndpointProbe: Sendable {
    var http: HTTPClient

    private enum Answer: Sendable {
        case known(Bool)
        case unknown(Unknown)
    }

    /// `api.reachable` and `api.cors`.
    func readings(_ endpoints: [Endpoint]) async -> [Reading] {
        let preflights = endpoints.filter { $0.method == "OPTIONS" && $0.origin != nil }
        async let reachable = reading(.apiReachable, endpoints) { await reach($0) }
        async let cors = reading(.apiCORS, preflights) { await preflight($0) }
        return await [reachable, cors]
    }

    /// False if one of them is known to be false; otherwise unknown if one of them is unknown; otherwise true.
    private func reading(
        _ signal: Signal, _ endpoints: [Endpoint], _ ask: @escaping @Sendable (Endpoint) async -> Answer
    ) async -> Reading {
        guard !endpoints.isEmpty else {
            return .unknown(signal, Unknown(.notAsked, "no endpoint to call; name one under 'endpoints:'"))
        }
        let answers = await withTaskGroup(of: (String, Answer).self) { group in
            for endpoint in endpoints { group.addTask { (endpoint.name, await ask(endpoint)) } }
            var answers: [(String, Answer)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }
        }
        var unknown: Unknown?
        for (name, answer) in answers {
            switch answer {
            case .known(false): return .known(signal, 0, about: .names([name]))
            case .known(true): continue
            case .unknown(let reason): unknown = unknown ?? reason
            }
        }
        return unknown.map { .unknown(signal, $0) } ?? .known(signal, 1)
    }

    /// A status below 500 counts as reachable. A refused connection proves that nothing serves there. A name that does not
    /// resolve, or a call that times out, may be this machine's own network, so the result is unknown.
    private func reach(_ endpoint: Endpoint) async -> Answer {
        do throws(HTTPFault) {
            let response = try await http.send(request(endpoint), deadline: .seconds(10), limit: 1 << 20)
            return Self.proxysOwn(response) ?? .known(response.status < 500)
        } catch {
            return error.cause == .refused ? .known(false) : .unknown(Unknown(error))
        }
    }

    private func preflight(_ endpoint: Endpoint) async -> Answer {
        do throws(HTTPFault) {
            let response = try await http.send(request(endpoint), deadline: .seconds(10), limit: 1 << 20)
            let allowed = response.header("Access-Control-Allow-Origin")
            return Self.proxysOwn(response)
                ?? .known(response.status < 300 && (allowed == "*" || allowed == endpoint.origin))
        } catch {
            return error.cause == .refused ? .known(false) : .unknown(Unknown(error))
        }
    }

    /// A response that may come from a proxy in between says nothing about the endpoint, so the result is unknown.
    private static func proxysOwn(_ response: HTTPResponse) -> Answer? {
        guard response.isFromProxy, [403, 407, 502, 503, 504].contains(response.status) else { return nil }
        return .unknown(
            Unknown(
                .unreachable,
                "the proxy responded with \(response.status), which may be the proxy's own response"))
    }

    private func request(_ endpoint: Endpoint) -> HTTPRequest {
        var headers: [HTTPRequest.Header] = [.init("User-Agent", "terrier")]
        if let origin = endpoint.origin {
            headers += [.init("Origin", origin), .init("Access-Control-Request-Method", "POST")]
        }
        return HTTPRequest(endpoint.method, endpoint.url, headers: headers)
    }

    /// The paths under the invoke URLs in the state, for the methods that may be called.
    static func endpoints(in state: State) -> [Endpoint] {
        let managed = state.managed
        let resources = managed.filter { $0.address.type == "aws_api_gateway_resource" }
        let methods = managed.filter { $0.address.type == "aws_api_gateway_method" }
        return managed.filter { $0.address.type == "aws_api_gateway_stage" }.flatMap { stage -> [Endpoint] in
            guard let base = stage.attributes[.invokeURL], let api = stage.attributes[.restAPIID] else {
                return []
            }
            return methods.compactMap { method in
                guard method.attributes[.restAPIID] == api, let verb = method.attributes[.httpMethod],
                    ["GET", "OPTIONS"].contains(verb),
                    let resource = resources.first(where: {
                        $0.attributes[.id] == method.attributes[.resourceID]
                    }),
                    let path = resource.attributes[.path], !path.contains("{")
                else { return nil }
                return Endpoint(name: "\(method.address)", url: base + path, method: verb)
            }
        }
    }
}
