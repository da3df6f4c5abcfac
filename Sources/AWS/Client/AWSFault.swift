/// Why a call to AWS failed.
public struct AWSFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable, Equatable {
        /// The service itself reports, with its error code, that this resource does not exist.
        case notThere = "not there"
        case denied
        case throttled
        /// The service failed (5xx).
        case server = "server error"
        case timedOut = "timed out"
        case unreachable
        case notParsed = "not parsed"
        /// The service rejects the credentials: they are wrong or expired, or the clock used for signing is wrong.
        case badCredentials = "credentials not accepted"
        case noCredentials = "no credentials"
        /// Nothing was asked: the state lacks what this operation asks by.
        case notNamed = "not named"
        case other
    }

    public var kind: Kind
    /// `DescribeTable`
    public var operation: String
    /// AWS's error code.
    public var code: String?
    public var status: Int?
    /// More detail. Never text that AWS sent, because that may repeat what was signed.
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

    /// Whether the same call may succeed if it is retried soon.
    public var isRetryable: Bool {
        switch kind {
        case .throttled, .server, .timedOut, .unreachable: return true
        case .notThere, .denied, .notParsed, .badCredentials, .noCredentials, .notNamed, .other: return false
        }
    }
}
