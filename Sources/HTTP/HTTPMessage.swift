/// An HTTP request.
public struct HTTPRequest: Sendable, Equatable {
    public var method: String
    public var url: String
    /// In order; a name may occur more than once.
    public var headers: [Header]
    public var body: [UInt8]

    public struct Header: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(_ method: String, _ url: String, headers: [Header] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// A complete HTTP response.
public struct HTTPResponse: Sendable, Equatable {
    public var status: Int
    public var headers: [HTTPRequest.Header]
    public var body: [UInt8]
    /// Whether the response came through a proxy that could have produced it itself: only for http, because https goes through a
    /// tunnel.
    public var isFromProxy: Bool

    public init(status: Int, headers: [HTTPRequest.Header], body: [UInt8], isFromProxy: Bool = false) {
        self.isFromProxy = isFromProxy
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header with this name; upper and lower case do not matter.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no response. A response with an error status is not a fault.
public struct HTTPFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Cause: String, Sendable {
        case timedOut = "timed out"
        /// The name resolves, but every address refuses the connection.
        case refused
        /// No such name, no route, or the connection broke.
        case unreachable
        case tls = "TLS"
        case tooLarge = "answer too large"
        case badURL = "bad URL"
        /// The method or a header contains characters that would change the structure of the request, such as a line break.
        case badRequest = "bad request"
        case cancelled
    }

    public var cause: Cause
    /// One line, with the host; never a query or a header.
    public var description: String

    public init(_ cause: Cause, _ description: String) {
        self.cause = cause
        self.description = description
    }
}
