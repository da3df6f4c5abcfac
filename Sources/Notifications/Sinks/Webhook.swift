import Crypto
import Decisions
import Foundation
import HTTP

/// POST in the form of Standard Webhooks 1.0.0: an id that stays, the time of the attempt, and a signature over both and
/// the body (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
struct Webhook: Courier {
    var url: String
    /// Nil: it is not signed.
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
            let signatures = try await secret.keys().map {
                Self.signature(notice.id, timestamp, body, key: $0)
            }
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
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
        return "v1,\(Data(code).base64EncodedString())"
    }
}

/// The secret of a webhook: a file in the credentials directory (systemd.exec(5), `LoadCredential=`). It is read for every
/// attempt, so that a new one counts at once.
struct WebhookSecret: Sendable {
    var name: String
    /// `$CREDENTIALS_DIRECTORY`
    var directory: String?

    /// The keys, one a line: while one is replaced by another, both sign.
    func keys() async throws(DeliveryFault) -> [[UInt8]] {
        guard let directory, !name.contains("/"), name != "..", name != "." else {
            throw missing("there is no credentials directory")
        }
        let path = "\(directory)/\(name)"
        let data = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: FileManager.default.contents(atPath: path))
            }
        }
        guard let data, data.count <= 4096 else { throw missing("it is not in the credentials directory") }
        let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !lines.isEmpty else { throw missing("it is empty") }
        var keys: [[UInt8]] = []
        for line in lines {
            guard line.hasPrefix("whsec_") else {
                keys.append(Array(line.utf8))
                continue
            }
            guard let key = Data(base64Encoded: String(line.dropFirst(6))), !key.isEmpty else {
                throw missing("what follows 'whsec_' is not Base64")
            }
            keys.append(Array(key))
        }
        return keys
    }

    private func missing(_ why: String) -> DeliveryFault {
        DeliveryFault(
            .notReady,
            "no secret '\(name)': \(why); add LoadCredential=\(name):/PATH to the unit, notices wait until then"
        )
    }
}
