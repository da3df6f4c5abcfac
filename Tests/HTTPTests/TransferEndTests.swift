import CCurl
import Testing

@testable import HTTP

/// The faults of transfers without a response.
struct TransferEndTests {
    private func fault(
        _ code: CURLcode, proxy: String = "", isRefused: Bool = false, isConnected: Bool = false,
        verification: Int = 0, proxyVerification: Int = 0
    ) throws -> HTTPFault {
        TransferEnd(
            code: code, target: try Target(of: HTTPRequest("GET", "https://a.example/")), proxy: proxy,
            deadline: .seconds(10), isRefused: isRefused, verification: verification,
            proxyVerification: proxyVerification, proxyStatus: 0, isConnected: isConnected,
            lacksDescriptors: false
        ).fault
    }

    /// If only one of several addresses refuses, the cause may be the network of this machine.
    @Test func refusedMeansThatEveryAddressRefused() throws {
        #expect(try fault(CURLE_COULDNT_CONNECT, isRefused: true).cause == .refused)
        #expect(try fault(CURLE_COULDNT_CONNECT, isRefused: false).cause == .unreachable)
        #expect(try fault(CURLE_COULDNT_CONNECT, proxy: "p:1", isRefused: true).cause == .unreachable)
    }

    @Test func timeoutSaysWhetherThereWasAConnection() throws {
        #expect(
            try fault(CURLE_OPERATION_TIMEDOUT, isConnected: true).description
                == "a.example did not answer within 10.0 seconds")
        #expect(
            try fault(CURLE_OPERATION_TIMEDOUT).description
                == "a.example accepted no connection within 5.0 seconds")
    }

    /// A password may contain any character, correctly escaped or not.
    @Test(arguments: [
        ("http://user:secret@proxy.example:3128", "proxy.example:3128"),
        ("http://user:sec/ret@proxy.example:3128/", "proxy.example:3128"),
        ("user:sec@ret@proxy.example", "proxy.example"),
        ("http://user:secret@[fd00::1]:3128", "[fd00::1]:3128"),
        ("proxy.example:3128", "proxy.example:3128"), ("https://proxy.example/", "proxy.example"),
        ("http://user:secret@", "of the environment"), ("http://user:secret@a b", "of the environment"),
        ("", "of the environment"),
    ])
    func proxyIsNamedWithoutUserAndPassword(proxy: String, named: String) throws {
        let text = try fault(CURLE_COULDNT_RESOLVE_PROXY, proxy: proxy).description
        #expect(text == "a.example cannot be reached: no address is known for the proxy \(named)")
    }

    @Test func certificateOfTheProxyIsNotThatOfTheHost() throws {
        let fault = try fault(CURLE_PEER_FAILED_VERIFICATION, proxy: "https://p:1", proxyVerification: 18)
        #expect(fault.cause == .tls)
        #expect(fault.description.contains("the certificate of the proxy p:1 is not accepted"))
    }
}
