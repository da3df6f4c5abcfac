import AWS
import Catalogue
import Demo
import HTTP
import TestSupport
import Testing

/// What AWS answers to every type when it does not answer the question: unknown, never missing.
@Suite(.enabled(if: Requirement.has(.python), "needs python3")) struct FaultyResponseTests {
    @Test(arguments: [
        FaultServer.Fault.deniedInProtocol, .throttledInProtocol, .serverErrorInProtocol, .htmlWithSuccess,
        .cutShort,
    ])
    func noTypeIsKnownFromAFault(fault: FaultServer.Fault) async throws {
        try await HTTPClient.with { http in
            try await FaultServer.with(fault) { server in
                let aws = AWSClient(
                    http: http, credentials: FixedCredentials(EmulatorChanges.credentials),
                    endpoint: server.url,
                    retries: RetryPolicy(attempts: 1))
                let reads = Catalogue.all.flatMap { type in ([type.read] + type.also).map { (type.name, $0) }
                }
                for (name, read) in reads {
                    do throws(AWSFault) {
                        let finding = try await aws.finding(of: read, region: Lab.region, Self.attribute)
                        Issue.record("\(name): \(finding)")
                    } catch {
                        #expect(error.kind == Self.kind(fault), "\(name): \(error)")
                    }
                }
                // Each read has sent its request. The server prints them, so the last one may arrive late.
                for _ in 0..<600 where server.requests.count < reads.count {
                    try await Task.sleep(for: .milliseconds(100))
                }
                #expect(server.requests.count == reads.count)
            }
        }
    }

    private static func kind(_ fault: FaultServer.Fault) -> AWSFault.Kind {
        switch fault {
        case .deniedInProtocol: .denied
        case .throttledInProtocol: .throttled
        case .serverErrorInProtocol: .server
        default: .notParsed
        }
    }

    /// Something for each attribute that has as many parts as any type takes from it.
    private static func attribute(_ name: String) -> String? {
        "arn:aws:s3:a:b:c/d/e:f:\(name)"
    }
}
