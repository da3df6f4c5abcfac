import Catalogue
import HTTP
import Testing

@testable import AWS

/// What AWS answers about an instance of a type that no emulator can deploy, in the form that the API reference of its service
/// documents, with values of our own.
struct Recording: Sendable, CustomTestStringConvertible {
    var type: String
    /// What the state says of the instance.
    var attributes: [String: String]
    /// The response where it is there and well.
    var response: String
    var whenGone: WhenGone

    enum WhenGone: Sendable {
        /// An error code of the operation.
        case error(String)
        /// A response with status 200.
        case response(String)
    }

    var testDescription: String { type }

    init(_ type: String, _ attributes: [String: String], _ response: String, gone: WhenGone) {
        self.type = type
        self.attributes = attributes
        self.response = response
        whenGone = gone
    }

    var read: Read? { Catalogue.type(type)?.read }

    /// What a response says of the instance.
    ///
    /// - Parameter others: attributes that are changed.
    func finding(_ response: String, _ others: [String: String] = [:]) throws -> Read.Finding {
        let read = try #require(read)
        let tree: ResponseTree? =
            switch read.request.form {
            case .json, .restJSON: ResponseTree(json: response.utf8)
            case .query: ResponseTree(xml: Array(response.utf8), roots: ["\(read.operation)Response"])
            case .restXML: ResponseTree(xml: Array(response.utf8), roots: read.roots)
            }
        let whole = try #require(tree).expanding(read.documents)
        return read.finding(in: whole, now: 1_700_000_000) { others[$0] ?? attributes[$0] }
    }

    /// Whether an error with this code says that the instance is not there.
    func isGone(_ code: String) throws -> Bool {
        let answer = HTTPResponse(status: 404, headers: [], body: Array("{\"__type\": \"\(code)\"}".utf8))
        let read = try #require(read)
        return ErrorAnswer.fault(answer, operation: read.operation, absent: read.absent).kind == .notThere
    }
}
