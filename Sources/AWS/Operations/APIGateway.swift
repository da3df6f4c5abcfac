import Catalogue
public import Foundation
import HTTP

/// An API of API Gateway, as a list shows it. Its id is assigned by AWS, and its name may be there more than once.
public struct ListedAPI: Sendable, Equatable {
    public var id: String
    public var name: String
    /// Nil if the list does not say it.
    public var created: Date?
}

extension AWSClient {
    private static let mostPagesOfAPIs = 20

    /// All REST APIs of a region. API reference of API Gateway, `GetRestApis`.
    ///
    /// - Throws: an `AWSFault`; `notParsed` if there are more than twenty pages of 500.
    public func restAPIs(region: String) async throws(AWSFault) -> [ListedAPI] {
        struct Answer: Decodable {
            struct API: Decodable {
                var id: String
                var name: String?
                /// Seconds since 1970.
                var createdDate: Double?
            }
            var item: [API]?
            var position: String?
        }
        return try await pages("GetRestApis", "/restapis", "position", size: "limit", region) {
            (answer: Answer) in
            (
                (answer.item ?? []).map {
                    ListedAPI(
                        id: $0.id, name: $0.name ?? "",
                        created: $0.createdDate.map { Date(timeIntervalSince1970: $0) })
                }, answer.position
            )
        }
    }

    /// All HTTP and WebSocket APIs of a region. API reference of API Gateway V2, `GetApis`.
    ///
    /// - Throws: as `restAPIs`.
    public func httpAPIs(region: String) async throws(AWSFault) -> [ListedAPI] {
        struct Answer: Decodable {
            struct API: Decodable {
                var apiId: String
                var name: String?
                var createdDate: String?
            }
            var items: [API]?
            var nextToken: String?
        }
        return try await pages("GetApis", "/v2/apis", "nextToken", size: "maxResults", region) {
            (answer: Answer) in
            (
                (answer.items ?? []).map {
                    ListedAPI(
                        id: $0.apiId, name: $0.name ?? "",
                        created: $0.createdDate.flatMap(ISO8601.date))
                }, answer.nextToken
            )
        }
    }

    /// - Parameters:
    ///   - token: the parameter that continues a list.
    ///   - size: the parameter for the size of a page.
    private func pages<Answer: Decodable & Sendable>(
        _ operation: String, _ path: String, _ token: String, size: String, _ region: String,
        _ read: (Answer) -> (apis: [ListedAPI], next: String?)
    ) async throws(AWSFault) -> [ListedAPI] {
        var all: [ListedAPI] = []
        var next: String?
        for _ in 0..<Self.mostPagesOfAPIs {
            var call = Call(service: .apiGateway, operation: operation, region: region, isPaced: true)
            call.method = "GET"
            call.path = path
            var parameters = [size: "500"]
            if let next { parameters[token] = next }
            call.query = Read.encoded(parameters)
            call.headers = [("Accept", "application/json")]
            let body = Data(try await send(call).body)
            guard let answer = try? JSONDecoder().decode(Answer.self, from: body) else {
                throw AWSFault(
                    .notParsed, operation, detail: "the response is not in the expected form")
            }
            let page = read(answer)
            all += page.apis
            guard let token = page.next, !token.isEmpty else { return all }
            next = token
        }
        throw AWSFault(
            .notParsed, operation, detail: "the list has more than \(Self.mostPagesOfAPIs) pages")
    }
}
