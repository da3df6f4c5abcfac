import HTTP
import TestSupport
import Testing

/// Certificates are checked, and faults say what is wrong with one.
@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(2))) struct TLSTests {
    private func send(
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
    func trustedCertificateIsAccepted(host: String) async throws {
        #expect(try await send(.good, host: host).response?.status == 200)
    }

    @Test(arguments: [
        (TestCertificates.Kind.expired, true, "its certificate has expired"),
        (.another, true, "its certificate is for another name"),
        (.untrusted, true, "its certificate is not signed by a trusted authority"),
        // The system's store does not contain the test's authority.
        (.good, false, "its certificate is not signed by a trusted authority"),
    ])
    func wrongCertificateIsRejected(
        certificate: TestCertificates.Kind, trusted: Bool, why: String
    ) async throws {
        let fault = try #require(try await send(certificate, trusting: trusted).fault)
        #expect(fault.cause == .tls && fault.description.contains(why), "\(fault)")
    }

    @Test func serverWithoutTLSIsATLSFault() async throws {
        try await WireServer.with(.noHTTP) { server in
            await HTTPClient.with { http in
                let result = await http.result(
                    .init("GET", "https://127.0.0.1:\(server.port)/"), deadline: .seconds(60))
                #expect(result.cause == .tls)
            }
        }
    }

    @Test func unreadableTrustedCertificatesAreReported() async throws {
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

    /// The certificate store is read once and not for each connection, because reading it takes longer than connecting.
    @Test func trustedCertificatesAreReadOnceForManyConnections() async throws {
        try await TestCertificates.with { certificates in
            try await WireServer.with(.answers, delay: 0.2, certificate: certificates.path(.good)) { server in
                await HTTPClient.with(environment: ["SSL_CERT_FILE": certificates.path(.authority)]) { http in
                    let request = HTTPRequest("GET", "https://localhost:\(server.port)/")
                    let responses = await withTaskGroup(of: Bool.self) { group in
                        for _ in 0..<64 {
                            group.addTask {
                                await http.result(request, deadline: .seconds(60)).response != nil
                            }
                        }
                        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                    }
                    #expect(responses == 64)
                }
            }
        }
    }
}
