import Decisions
import Foundation
import HTTP
import Hashes
import Settings

/// POST in the form of Standard Webhooks 1.0.0: an id that is the same for every attempt, the time of the attempt, and a
/// signature over both and the body (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
struct Webhook: NoticeSender {
    var url: String
    /// Nil means that the request is not signed.
    var secret: WebhookSecret?
    var http: HTTPClient
    /// "Request timeouts" of the specification: between 15 and 30 s.
    var deadline: Duration = .seconds(15)

    private struct Body: Encodable {
        var type: String
        var timestamp: String
        var data: Notice
    }

    func deliver(_ notice: Notice, at: Timestamp) async throws(DeliveryFault) {
        let body = Self.body(notice)
        let timestamp = String(at.milliseconds / 1000)
        var headers = [
            HTTPRequest.Header("Content-Type", "application/json"),
            HTTPRequest.Header("User-Agent", "terrier"), HTTPRequest.Header("webhook-id", notice.id),
            HTTPRequest.Header("webhook-timestamp", timestamp),
        ]
        if let secret {
            let keys: [[UInt8]]
            do throws(MissingCredential) {
                keys = try await secret.keys()
            } catch {
                throw DeliveryFault(.notReady, "\(error); notices wait until then")
            }
            let signatures = keys.map { Self.signature(notice.id, timestamp, body, key: $0) }
            headers.append(HTTPRequest.Header("webhook-signature", signatures.joined(separator: " ")))
        }
        let response: HTTPResponse
        do throws(HTTPFault) {
            response = try await http.send(
                HTTPRequest("POST", url, headers: headers, body: body), deadline: deadline, limit: 1 << 20)
        } catch {
            throw DeliveryFault(error)
        }
        if let fault = DeliveryFault(response, from: Sink.host(url)) { throw fault }
    }

    /// The same bytes for every attempt.
    static func body(_ notice: Notice) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Body(type: notice.kind.rawValue, timestamp: notice.at, data: notice)
        return (try? encoder.encode(body)).map(Array.init) ?? []
    }

    /// `v1,` and the Base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
    static func signature(_ id: String, _ timestamp: String, _ body: [UInt8], key: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let code = SHA256.authenticationCode(of: signed, key: key)
        return "v1,\(Data(code).base64EncodedString())"
    }
}
