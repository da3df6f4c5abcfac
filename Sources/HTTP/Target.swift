import Foundation

/// The validated destination of a request: nothing in the request can change its structure on the wire.
struct Target: Sendable, Equatable {
    /// The URL, with all characters escaped that need it.
    var url: String
    /// Host and port for messages; never a path, a query or a user name.
    var displayName: String
    var host: String
    var port: Int
    /// Scheme, host and port: connections are counted per origin.
    var origin: String
    var isSecure: Bool

    init(of request: HTTPRequest) throws(HTTPFault) {
        guard let url = URL(string: request.url), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = url.host, !host.isEmpty
        else { throw HTTPFault(.badURL, "not a valid URL: write http:// or https:// and a host") }
        self.url = url.absoluteString
        displayName = url.port.map { "\(host):\($0)" } ?? host
        self.host = host
        isSecure = scheme == "https"
        port = url.port ?? (isSecure ? 443 : 80)
        origin = "\(scheme)://\(host):\(port)"
        guard Self.isToken(request.method), request.headers.allSatisfy({ Self.isToken($0.name) }),
            request.headers.allSatisfy({ Self.isLine($0.value) }), Self.isLine(request.url)
        else {
            throw HTTPFault(
                .badRequest,
                "\(displayName): not sent; the method, a header or the URL contains a character that is not allowed there"
            )
        }
    }

    /// Whether the text is a token (RFC 9110, 5.6.2).
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Whether the text has no control characters except tabs.
    private static func isLine(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    }
}
