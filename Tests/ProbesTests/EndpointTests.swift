import Decisions
import Foundation
import HTTP
import TestSupport
import Testing

@testable import Probes

@Suite(.enabled(if: Requirement.has(.python), "needs python3")) struct EndpointTests {
    private func readings(_ fault: FaultServer.Fault, origin: String? = "https://app.example") async throws
        -> [Reading]
    {
        try await FaultServer.with(fault) { server in
            await HTTPClient.with { http in
                let endpoint = Endpoint(
                    name: "api", url: server.url + "/events", method: "OPTIONS", origin: origin)
                let readings = await EndpointProbe(http: http).readings([endpoint])
                return readings
            }
        }
    }

    @Test func preflightThatAllowsTheOriginIsTrue() async throws {
        #expect(try await readings(.cors).map(\.value) == [1, 1])
        #expect(try await readings(.cors, origin: "https://other.example").map(\.value) == [1, 0])
    }

    @Test func statusBelow500IsReachableAndAboveIsNot() async throws {
        #expect(try await readings(.denied).map(\.value) == [1, 0])
        #expect(try await readings(.serverError).map(\.value) == [0, 0])
    }

    /// What a proxy refuses or cannot reach says nothing about the endpoint.
    @Test func proxyResponseLeavesTheEndpointUnknown() async throws {
        try await WireServer.with(.refusingProxy) { proxy in
            await HTTPClient.with(environment: ["HTTP_PROXY": "http://127.0.0.1:\(proxy.port)"]) { http in
                let readings = await EndpointProbe(http: http).readings([
                    Endpoint(
                        name: "api", url: "http://elsewhere.example/", method: "OPTIONS",
                        origin: "https://app.example")
                ])
                #expect(readings.map(\.reason?.cause) == [.unreachable, .unreachable])
            }
        }
    }

    @Test func refusedConnectionIsKnownAndNoEndpointIsNotAsked() async throws {
        await HTTPClient.with { http in
            let probe = EndpointProbe(http: http)
            let refused = await probe.readings([
                Endpoint(name: "a", url: "http://127.0.0.1:1/", method: "GET")
            ])
            #expect(refused[0].value == 0 && refused[1].reason?.cause == .notAsked)
            let unresolved = await probe.readings([
                Endpoint(name: "a", url: "http://no.such.invalid/", method: "GET")
            ])
            #expect(unresolved[0].reason != nil)
            #expect(await probe.readings([]).map(\.reason?.cause) == [.notAsked, .notAsked])
        }
    }
}
