import HTTP
import TestSupport
import Testing

/// Certificates are checked, and what is wrong with one is said.
@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(2))) struct TLSTests {
    private func ask(
        _ certificate: TestCertificates.Kind, trusting trusted: Bool = true,
        host: String = "localhost"
    ) async throws -> Result<HTTPResponse, HTTPFault> {
        try await TestCertificates.with { certificates in
            try await WireServer.with(.answers, certificate: certificates.path(certificate)) { server in
                await HTTPClient.with(
                    environment: trusted ? ["SSL_CERT_FILE": certificates.path(.authority)] : [:]
                ) { http in
                    await http.result(
                        .init("GET", "https://\(host):\(server.port)/"), deadline: .seconds(60))
                }
            }
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func aTrustedCertificateIsTaken(host: String) async throws {
        #expect(try await ask(.good, host: host).answer?.status == 200)
    }

    @Test(arguments: [
        (TestCertificates.Kind.expired, true, "its certificate has expired"),
        (.another, true, "its certificate is for another name"),
        (.untrusted, true, "its certificate is signed by nobody who is trusted"),
        // The system's store does not know the test's authority.
        (.good, false, "its certificate is signed by nobody who is trusted"),
    ])
    func aWrongCertificateIsRefused(
        certificate: TestCertificates.Kind, trusted: Bool, why: String
    ) async throws {
        let fault = try #require(try await ask(certificate, trusting: trusted).fault)
        #expect(fault.cause == .tls && fault.description.contains(why), "\(fault)")
    }

    @Test func aPlainServerSpeaksNoTLS() async throws {
        try await WireServer.with(.noHTTP) { server in
            await HTTPClient.with { http in
                let result = await http.result(
                    .init("GET", "https://127.0.0.1:\(server.port)/"), deadline: .seconds(60))
                #expect(result.cause == .tls)
            }
        }
    }

    @Test func certificatesThatCannotBeReadAreSaid() async throws {
        try await TestCertificates.with { certificates in
            try await WireServer.with(.answers, certificate: certificates.path(.good)) { server in
                await HTTPClient.with(environment: ["SSL_CERT_FILE": "/nowhere/certificates.pem"]) { http in
                    let fault = await http.result(
                        .init("GET", "https://127.0.0.1:\(server.port)/"), deadline: .seconds(60)
                    ).fault
                    #expect(fault?.cause == .tls)
                    #expect(fault?.description.contains("the trusted certificates cannot be read") == true)
                }
            }
        }
    }
}
