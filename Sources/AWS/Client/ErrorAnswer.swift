import Foundation
import HTTP

/// Classifies a response that is not a success.
enum ErrorAnswer {
    /// Returns `notThere` only for one of the service's own error codes: an HTML page or an unknown 404 does not prove that a
    /// resource is missing.
    static func fault(_ response: HTTPResponse, operation: String) -> AWSFault {
        guard let code = code(of: response) else {
            let kind: AWSFault.Kind =
                switch response.status {
                case 429: .throttled
                case 500...: .server
                default: .notParsed
                }
            return AWSFault(
                kind, operation, status: response.status, detail: "the response has no error code")
        }
        let kind = kind(code, status: response.status)
        guard ServiceWord.isOne(code) else {
            return AWSFault(
                kind, operation, status: response.status,
                detail: "its error code is not in the form of AWS's error codes")
        }
        return AWSFault(kind, operation, code: code, status: response.status)
    }

    static func kind(_ code: String, status: Int) -> AWSFault.Kind {
        if notThere.contains(code) { return .notThere }
        if throttled.contains(code) || status == 429 { return .throttled }
        if badCredentials.contains(code) { return .badCredentials }
        if denied.contains(code) { return .denied }
        if status >= 500 { return .server }
        return status == 403 || status == 401 ? .denied : .other
    }

    private static let notThere: Set<String> = [
        "ResourceNotFoundException", "NoSuchEntity", "NotFoundException", "TableNotFoundException",
        "ResourceNotFound",
    ]
    private static let throttled: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException",
        "RequestLimitExceeded",
        "RequestThrottled", "RequestThrottledException", "ProvisionedThroughputExceededException", "SlowDown",
        "PriorRequestNotComplete", "LimitExceededException", "BandwidthLimitExceeded",
        "TransactionInProgressException",
    ]
    private static let badCredentials: Set<String> = [
        "InvalidClientTokenId", "UnrecognizedClientException", "ExpiredToken", "ExpiredTokenException",
        "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature",
        "IncompleteSignatureException",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "AuthFailure",
        "InvalidAccessKeyId",
        "RequestExpired",
    ]
    private static let denied: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError",
        "NotAuthorized",
        "UnauthorizedException", "ForbiddenException",
    ]

    /// The error code, from the `x-amzn-errortype` header, a JSON body, or XML, which AWS's edge also sends for JSON services.
    private static func code(of response: HTTPResponse) -> String? {
        struct Body: Decodable {
            var __type: String?
            var code: String?
            var Code: String?
        }
        if let header = response.header("x-amzn-errortype") { return bare(header) }
        if let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) {
            return (body.__type ?? body.code ?? body.Code).map(bare)
        }
        let text = String(decoding: response.body.prefix(2048), as: UTF8.self).lowercased()
        guard !text.contains("<html"), let xml = XMLText(response.body) else { return nil }
        return xml.first("Code")
    }

    /// `ResourceNotFoundException` of `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException:http://…`.
    private static func bare(_ code: String) -> String {
        let tail = code.split(separator: "#").last ?? Substring(code)
        return String(tail.split(separator: ":").first ?? tail)
    }
}
