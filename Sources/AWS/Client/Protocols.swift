import Foundation
import HTTP

/// The two ways in which services are spoken to: JSON with a target, and forms answered in XML.
extension AWSClient {
    /// JSON 1.0 and 1.1: the operation stands in `X-Amz-Target`.
    func json<Answer: Decodable>(
        _ service: Service, _ prefix: String, _ operation: String, version: String, region: String,
        _ input: some Encodable, as: Answer.Type
    ) async throws(AWSFault) -> Answer {
        var call = Call(service: service, operation: operation, region: region)
        call.headers = [
            ("Content-Type", "application/x-amz-json-\(version)"), ("X-Amz-Target", "\(prefix).\(operation)"),
        ]
        guard let body = try? JSONEncoder().encode(input) else {
            throw AWSFault(.other, operation, detail: "not encoded")
        }
        call.body = Array(body)
        return try decode(try await send(call), operation)
    }

    /// REST: the operation is a path.
    func get<Answer: Decodable>(
        _ service: Service, _ operation: String, _ path: String, region: String, as: Answer.Type
    ) async throws(AWSFault) -> Answer {
        var call = Call(service: service, operation: operation, region: region)
        call.method = "GET"
        call.path = path
        call.headers = [("Accept", "application/json")]
        return try decode(try await send(call), operation)
    }

    /// The query protocol: a form, answered in XML.
    func query(
        _ service: Service, _ operation: String, version: String, region: String,
        _ parameters: [String: String]
    ) async throws(AWSFault) -> XMLText {
        var call = Call(service: service, operation: operation, region: region)
        call.headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
        let all = parameters.merging(["Action": operation, "Version": version]) { given, _ in given }
        call.body = Array(
            all.keys.sorted().map { "\(Signer.encode($0))=\(Signer.encode(all[$0] ?? ""))" }.joined(
                separator: "&"
            ).utf8)
        let response = try await send(call)
        guard let xml = XMLText(response.body), xml.first("html") == nil else {
            throw AWSFault(.notParsed, operation, status: response.status, detail: "the answer is no XML")
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
                .notParsed, operation, status: response.status, detail: "the answer is not the JSON expected")
        }
    }
}
