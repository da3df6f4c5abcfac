import Catalogue
import Foundation
import HTTP

/// AWS's request protocols: JSON, and the query protocol (a form in the request, XML in the response).
extension AWSClient {
    /// Sends a request of the AWS JSON protocol 1.0 or 1.1: the header `X-Amz-Target` names the operation.
    func json<Answer: Decodable>(
        _ service: AWSService, _ prefix: String, _ operation: String, version: String, region: String,
        _ input: some Encodable, absent: Set<String> = [], as: Answer.Type
    ) async throws(AWSFault) -> Answer {
        var call = Call(service: service, operation: operation, region: region, absent: absent)
        call.headers = [
            ("Content-Type", "application/x-amz-json-\(version)"), ("X-Amz-Target", "\(prefix).\(operation)"),
        ]
        guard let body = try? JSONEncoder().encode(input) else {
            throw AWSFault(.other, operation, detail: "the request cannot be encoded as JSON")
        }
        call.body = Array(body)
        return try decode(try await send(call), operation)
    }

    /// Sends a request of the query protocol: the body is a form, the response is XML.
    func query(
        _ service: AWSService, _ operation: String, version: String, region: String,
        _ parameters: [String: String], absent: Set<String> = [], isPaced: Bool = false
    ) async throws(AWSFault) -> XMLText {
        var call = Call(
            service: service, operation: operation, region: region, absent: absent, isPaced: isPaced)
        call.headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
        let all = parameters.merging(["Action": operation, "Version": version]) { given, _ in given }
        call.body = Array(
            all.keys.sorted().map { "\(Signer.encode($0))=\(Signer.encode(all[$0] ?? ""))" }.joined(
                separator: "&"
            ).utf8)
        let response = try await send(call)
        guard let xml = XMLText(response.body), xml.first("html") == nil else {
            throw AWSFault(.notParsed, operation, status: response.status, detail: "the response is not XML")
        }
        return xml
    }

    private func decode<Answer: Decodable>(_ response: HTTPResponse, _ operation: String) throws(AWSFault)
        -> Answer
    {
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(response.body))
        } catch {
            throw AWSFault(
                .notParsed, operation, status: response.status,
                detail: "the response is not the expected JSON")
        }
    }
}
