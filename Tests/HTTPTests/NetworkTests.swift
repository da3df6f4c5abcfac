import Testing

@testable import HTTP

/// The choice of a proxy for a request from the environment.
struct NetworkTests {
    private func proxy(_ url: String, _ environment: [String: String]) throws -> String {
        Network(environment).proxy(for: try Target(of: HTTPRequest("GET", url)))
    }

    @Test func eachSchemeHasItsOwnProxy() throws {
        let both = ["HTTPS_PROXY": "http://s:1", "HTTP_PROXY": "http://p:2"]
        #expect(try proxy("https://a.example/", both) == "http://s:1")
        #expect(try proxy("http://a.example/", both) == "http://p:2")
        #expect(try proxy("https://a.example/", ["http_proxy": "http://p:2"]) == "")
    }

    @Test func upperCaseTakesPrecedenceAndEmptyMeansUnset() throws {
        #expect(
            try proxy("http://a.example/", ["HTTP_PROXY": "http://u:1", "http_proxy": "http://l:1"])
                == "http://u:1")
        #expect(
            try proxy("http://a.example/", ["HTTP_PROXY": "", "http_proxy": "http://l:1"]) == "http://l:1")
        #expect(try proxy("http://a.example/", ["HTTP_PROXY": "", "ALL_PROXY": "http://all:1"]) == "")
        #expect(
            try proxy("http://a.example/", ["HTTP_PROXY": "http://u:1", "no_proxy": "a.example"]) == "")
    }

    @Test(arguments: [
        ("a.example", "a.example"), ("A.Example", "a.example"), ("b.a.example", "a.example"),
        ("b.a.example", ".a.example"), ("b.a.example", "*.a.example"), ("a.example.", "a.example"),
        ("a.example", "*"), ("a.example", "b.example, a.example"), ("a.example", "b.example a.example"),
        ("a.example", "other,*"), ("a.example:8080", "a.example:8080"), ("a.example:8080", "a.example"),
        ("192.0.2.7", "192.0.2.0/24"), ("192.0.2.7", "192.0.2.7"), ("192.0.2.7:81", "192.0.2.7:81"),
        ("192.0.2.7", "0.0.0.0/0"), ("192.0.2.129", "192.0.2.128/25"), ("[2001:db8::1]", "2001:db8::/32"),
        ("[2001:DB8::1]", "2001:db8::1"), ("[2001:db8::1]", "[2001:db8::1]"),
        ("[2001:db8::1]:81", "[2001:db8::1]:81"),
        // Never through a proxy, whatever the variable contains.
        ("localhost", ""), ("127.0.0.1", ""), ("127.9.9.9", ""), ("[::1]", ""), ("169.254.169.254", ""),
        ("169.254.170.2", "b.example"), ("169.254.170.23", ""), ("[fe80::1]", ""), ("[fd00:ec2::254]", ""),
        ("[fd00:ec2::23]", ""),
    ])
    func hostIsReachedWithoutAProxy(host: String, exceptions: String) throws {
        #expect(try proxy("http://\(host)/", ["HTTP_PROXY": "http://p:1", "NO_PROXY": exceptions]) == "")
    }

    @Test(arguments: [
        ("a.example", ""), ("ba.example", "a.example"), ("example", "a.example"), ("a.example", ",, ."),
        ("a.example:8080", "a.example:81"), ("192.0.3.7", "192.0.2.0/24"), ("192.0.2.7", "192.0.2.0/33"),
        ("192.0.2.7", "192.0.2.0/x"), ("192.0.2.127", "192.0.2.128/25"), ("169.253.0.1", ""),
        ("[2001:db9::1]", "2001:db8::/32"), ("[fd00::1]", ""), ("[::2]", ""), ("notlocalhost", ""),
        ("a.example", "127.0.0.1"),
    ])
    func hostIsReachedThroughTheProxy(host: String, exceptions: String) throws {
        #expect(
            try proxy("http://\(host)/", ["HTTP_PROXY": "http://p:1", "NO_PROXY": exceptions]) == "http://p:1"
        )
    }

    @Test func trustedCertificatesComeFromEnvironmentOrSystem() {
        #expect(Network([:]).certificateFile == nil && Network(["SSL_CERT_FILE": ""]).certificateFile == nil)
        let named = Network(["SSL_CERT_FILE": "/a.pem", "SSL_CERT_DIR": "/b"])
        #expect(named.certificateFile == "/a.pem" && named.certificateDirectory == "/b")
    }
}
