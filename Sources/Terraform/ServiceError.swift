/// An error that the AWS SDK for Go prints, by its form (aws-sdk-go-v2, `aws/smithy-go` `OperationError`, `ResponseError`,
/// `GenericAPIError`; `aws/retry` `MaxAttemptsError`):
///
///     operation error S3: HeadObject, https response error StatusCode: 403, RequestID: R, HostID: H, api error Forbidden: …
///
/// Only what has a fixed form is kept. The message of the service behind it may contain names and values.
struct ServiceError: Equatable {
    enum Kind: Equatable {
        case noCredentials
        case credentials
        /// The service did not answer, or said that it cannot now.
        case unreachable
        case other
    }

    /// `S3 HeadObject`
    var operation: String
    var kind: Kind
    /// `status 403, Forbidden`, `no answer`
    var answer: String

    var words: String { "\(operation): \(answer)" }

    /// The first error of that form in a text; nil if there is none.
    init?(in text: String) {
        if let match = text.firstMatch(
            of: #/(?:^|[\s:])operation error ([A-Za-z0-9 ]{1,40}): ([A-Za-z0-9]{1,60}), /#)
        {
            self.init("\(match.output.1) \(match.output.2)", text[match.range.upperBound...])
        } else if let match = text.firstMatch(
            // aws-sdk-go 1, of Terraform before 1.6 and the provider before 5: `CODE: message\n\tstatus code: 403, request id: R`.
            of: #/(?:^|[\s:])([A-Z][A-Za-z.]{1,60}): [^\n]*\n\s*status code: (\d{3}), request id: /#)
        {
            self.init("AWS", code: String(match.output.1), status: Int(match.output.2))
        } else {
            return nil
        }
    }

    private init(_ operation: String, _ rest: Substring) {
        var rest = rest
        if let attempts = rest.prefixMatch(of: #/exceeded maximum number of attempts, \d+, /#) {
            rest = rest[attempts.range.upperBound...]
        }
        if let credentials = rest.prefixMatch(
            of: #/(?:get identity: )?(?:get credentials: )?failed to refresh cached credentials, /#)
        {
            let lacksAll = rest[credentials.range.upperBound...].hasPrefix("no EC2 IMDS role found")
            self.init(
                operation: operation, kind: lacksAll ? .noCredentials : .credentials,
                answer: lacksAll ? "no credentials" : "the credentials could not be refreshed")
            return
        }
        var status: Int?
        if let response = rest.prefixMatch(
            of:
                #/https? response error StatusCode: (\d{1,3}), RequestID: [^,]{0,80}, (?:HostID: [^,]{0,120}, )?/#
        ) {
            status = Int(response.output.1)
            rest = rest[response.range.upperBound...]
        }
        let code =
            rest.prefixMatch(of: #/api error ([A-Za-z0-9.]{1,60}): /#)?.output.1
            ?? rest.prefixMatch(of: #/([A-Z][A-Za-z0-9]{1,60}): /#)?.output.1
        if rest.hasPrefix("request send failed, ") || rest.hasPrefix("canceled, ") { status = 0 }
        self.init(operation, code: code.map(String.init), status: status)
    }

    private init(_ operation: String, code: String?, status: Int?) {
        let parts = [status.flatMap { $0 == 0 ? nil : "status \($0)" }, code].compactMap(\.self)
        self.init(
            operation: operation, kind: Self.kind(code, status),
            answer: status == 0 ? "no answer" : parts.isEmpty ? "an error" : parts.joined(separator: ", "))
    }

    private init(operation: String, kind: Kind, answer: String) {
        (self.operation, self.kind, self.answer) = (operation, kind, answer)
    }

    private static func kind(_ code: String?, _ status: Int?) -> Kind {
        if let code {
            if denials.contains(code) { return .credentials }
            if delays.contains(code) { return .unreachable }
        }
        guard let status else { return .other }
        switch status {
        case 401, 403: return .credentials
        case 0, 429, 500...599: return .unreachable
        default: return .other
        }
    }

    /// Codes that say that the credentials are invalid, or lack a right (AWS, "Common errors" of each service).
    private static let denials: Set<String> = [
        "AccessDenied", "AccessDeniedException", "AuthFailure", "AuthorizationError", "ExpiredToken",
        "ExpiredTokenException", "Forbidden", "IncompleteSignature", "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException", "InvalidToken", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException", "NotAuthorized", "OptInRequired", "RequestExpired",
        "SignatureDoesNotMatch", "TokenRefreshRequired", "UnauthorizedOperation",
        "UnrecognizedClientException",
    ]

    /// Codes that say that the service cannot answer now. Some services send them with status 400.
    private static let delays: Set<String> = [
        "InternalError", "InternalFailure", "InternalServerError",
        "PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "RequestThrottled", "RequestThrottledException", "RequestTimeout", "RequestTimeoutException",
        "ServiceUnavailable", "ServiceUnavailableException", "SlowDown", "Throttling", "ThrottlingException",
        "ThrottledException", "TooManyRequestsException",
    ]
}
