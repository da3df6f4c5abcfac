/// Why AWS did not answer as asked.
public struct AWSFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable, Equatable {
        /// The service's own word that this very thing does not exist.
        case notThere = "not there"
        case denied
        case throttled
        /// The service failed (5xx).
        case server = "server error"
        case timedOut = "timed out"
        case unreachable
        case notParsed = "not parsed"
        /// The service does not accept these credentials: wrong, expired, or signed at a wrong time.
        case badCredentials = "credentials not accepted"
        case noCredentials = "no credentials"
        case other
    }

    public var kind: Kind
    /// `DescribeTable`
    public var operation: String
    /// AWS's own word for the error.
    public var code: String?
    public var status: Int?
    /// What more there is to say; never what AWS sent, which may repeat what was signed.
    public var detail: String

    public init(
        _ kind: Kind, _ operation: String, code: String? = nil, status: Int? = nil, detail: String = ""
    ) {
        self.kind = kind
        self.operation = operation
        self.code = code
        self.status = status
        self.detail = detail
    }

    public var description: String {
        var text = "\(operation): \(code ?? kind.rawValue)"
        if let status { text += " (HTTP \(status))" }
        if !detail.isEmpty { text += ": \(detail)" }
        return text
    }

    /// Whether the same call may go through in a moment.
    public var isRetryable: Bool {
        switch kind {
        case .throttled, .server, .timedOut, .unreachable: return true
        case .notThere, .denied, .notParsed, .badCredentials, .noCredentials, .other: return false
        }
    }
}
