import Foundation
import HTTP

/// Tells an answer that is no success for what it is.
enum ErrorAnswer {
    /// "Not there" comes from the service's own word alone: an HTML page or an unknown 404 says nothing.
    static func fault(_ response: HTTPResponse, operation: String) -> AWSFault {
        guard let code = code(of: response) else {
            let kind: AWSFault.Kind =
                switch response.status {
                case 429: .throttled
                case 500...: .server
                default: .notParsed
                }
            return AWSFault(
                kind, operation, status: response.status, detail: "an answer without an error code")
        }
        let kind = kind(code, status: response.status)
        guard ServiceWord.isOne(code) else {
            return AWSFault(
                kind, operation, status: response.status, detail: "its error code is no word of AWS's")
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

    /// The error's code: of a JSON body, of a header, or of XML, which the edge sends for JSON services as well.
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

    /// `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException:http://…` without what surrounds the word.
    private static func bare(_ code: String) -> String {
        let tail = code.split(separator: "#").last ?? Substring(code)
        return String(tail.split(separator: ":").first ?? tail)
    }
}
