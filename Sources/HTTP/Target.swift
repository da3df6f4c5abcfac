import Foundation

/// Where a request goes, checked: what is sent over the wire holds nothing that would make another request of it.
struct Target: Sendable, Equatable {
    /// Host and port as they are said to people; never a path, a query or a user.
    var said: String
    var host: String
    var port: Int
    /// Scheme, host and port: what connections are counted by.
    var origin: String
    var isSecure: Bool

    init(of request: HTTPRequest) throws(HTTPFault) {
        guard let url = URL(string: request.url), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = url.host, !host.isEmpty
        else { throw HTTPFault(.badURL, "not a URL that can be asked: write http:// or https:// and a host") }
        said = url.port.map { "\(host):\($0)" } ?? host
        self.host = host
        isSecure = scheme == "https"
        port = url.port ?? (isSecure ? 443 : 80)
        origin = "\(scheme)://\(host):\(port)"
        guard Self.isToken(request.method), request.headers.allSatisfy({ Self.isToken($0.name) }),
            request.headers.allSatisfy({ Self.isLine($0.value) }), Self.isLine(request.url)
        else {
            throw HTTPFault(
                .badRequest,
                "\(said): not sent; a method or header name is not a word, or a header holds a line break")
        }
    }

    /// RFC 9110, 5.6.2.
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

    private static func isLine(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    }
}
