public import Catalogue
import Foundation
import HTTP

extension AWSClient {
    /// The most pages of one list that are read.
    private static let mostPages = 20

    /// Asks AWS about one instance.
    ///
    /// - Parameters:
    ///   - attribute: what the state says of the instance.
    /// - Returns: what the response says of it.
    /// - Throws: `notThere` where the operation's own error code says that it is not there; `notParsed` where the response is in
    ///   another form or about another thing.
    public func finding(
        of read: Read, region: String, _ attribute: (String) -> String?
    ) async throws(AWSFault) -> Read.Finding {
        var token: String?
        for _ in 0..<Self.mostPages {
            var call = try read.call(region: region, attribute)
            if let token, let pages = read.pages { try call.add(pages.parameter, token, read.request.form) }
            let response = try await tree(of: call, read)
            let finding = read.finding(
                in: response, now: now().timeIntervalSince1970, attribute)
            guard let pages = read.pages, let next = response.text(at: pages.token), !next.isEmpty,
                [.missing, .unknown(Read.cutOff)].contains(finding)
            else { return finding }
            token = next
        }
        return .unknown("the list has more than \(Self.mostPages) pages")
    }

    private func tree(of call: Call, _ read: Read) async throws(AWSFault) -> ResponseTree {
        let response = try await send(call)
        let tree: ResponseTree? =
            switch read.request.form {
            case .json, .restJSON: ResponseTree(json: response.body)
            // "AWS query protocol" and "EC2 query protocol" of smithy.io name the root element.
            case .query: ResponseTree(xml: response.body, roots: ["\(call.operation)Response"])
            case .restXML: ResponseTree(xml: response.body, roots: read.roots)
            }
        guard let tree else {
            throw AWSFault(
                .notParsed, call.operation, status: response.status,
                detail: "the response is not in the expected form")
        }
        return read.documents.isEmpty ? tree : tree.expanding(read.documents)
    }
}

extension Read {
    func call(region: String, _ attribute: (String) -> String?) throws(AWSFault) -> Call {
        var call = Call(
            service: service, operation: operation, region: region, absent: absent, isPaced: true)
        switch request.form {
        case .json(let version, let prefix):
            call.headers = [
                ("Content-Type", "application/x-amz-json-\(version)"),
                ("X-Amz-Target", "\(prefix).\(operation)"),
            ]
            var members: [String: JSONValue] = [:]
            for (name, value) in request.parameters {
                members[name] = try json(value, attribute)
            }
            guard let body = JSONValue.object(members).encoded else {
                throw AWSFault(.other, operation, detail: "the request cannot be encoded as JSON")
            }
            call.body = body
        case .query(let version):
            call.headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
            var form = try texts(attribute)
            form["Action"] = operation
            form["Version"] = version
            call.body = Array(Self.encoded(form).utf8)
        case .restJSON, .restXML:
            call.method = "GET"
            call.path = try path(attribute)
            call.query = Self.encoded(try texts(attribute))
            call.headers = request.form == .restJSON ? [("Accept", "application/json")] : []
        }
        return call
    }

    private func lacking(_ value: Value) -> AWSFault {
        let names = value.attributes.sorted().joined(separator: " or ")
        return AWSFault(
            .notNamed, operation, detail: "the state does not give the \(names) that it is asked for by")
    }

    private func path(_ attribute: (String) -> String?) throws(AWSFault) -> String {
        var path = ""
        for part in request.path.parts {
            switch part {
            case .text(let text): path += text
            case .value(let value):
                guard let text = value.text(attribute) else { throw lacking(value) }
                path += Signer.encode(text)
            }
        }
        return path
    }

    private func texts(_ attribute: (String) -> String?) throws(AWSFault) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in request.parameters {
            if case .optional(let value) = value {
                texts[name] = value.text(attribute)
                continue
            }
            guard let text = value.text(attribute) else { throw lacking(value) }
            texts[name] = text
        }
        return texts
    }

    private func json(_ value: Value, _ attribute: (String) -> String?) throws(AWSFault) -> JSONValue? {
        switch value {
        case .optional(let value): return value.text(attribute).map(JSONValue.text)
        case .number(let number): return .number(number)
        case .flag(let flag): return .flag(flag)
        case .list(let values):
            var list: [JSONValue] = []
            for value in values { if let member = try json(value, attribute) { list.append(member) } }
            return .list(list)
        case .object(let values):
            var members: [String: JSONValue] = [:]
            for (name, value) in values { members[name] = try json(value, attribute) }
            return .object(members)
        case .text, .attribute, .first, .part, .mapped:
            guard let text = value.text(attribute) else { throw lacking(value) }
            return .text(text)
        }
    }

    static func encoded(_ parameters: [String: String]) -> String {
        parameters.sorted { $0.key < $1.key }.map { name, value in
            // A subresource of S3 stands alone: `?versioning`.
            value.isEmpty ? Signer.encode(name) : "\(Signer.encode(name))=\(Signer.encode(value))"
        }.joined(separator: "&")
    }
}

extension Call {
    /// Another page of the same list.
    fileprivate mutating func add(_ name: String, _ token: String, _ form: Request.Form) throws(AWSFault) {
        switch form {
        case .json:
            guard var members = (try? JSONDecoder().decode(JSONValue.self, from: Data(body)))?.members else {
                throw AWSFault(.other, operation, detail: "the request cannot be read on")
            }
            members[name] = .text(token)
            body = JSONValue.object(members).encoded ?? body
        case .query: body += Array("&\(Signer.encode(name))=\(Signer.encode(token))".utf8)
        case .restJSON, .restXML:
            query += (query.isEmpty ? "" : "&") + "\(Signer.encode(name))=\(Signer.encode(token))"
        }
    }
}

/// The JSON of a request.
private enum JSONValue: Codable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSONValue])
    case object([String: JSONValue])

    var members: [String: JSONValue]? {
        if case .object(let members) = self { return members }
        return nil
    }

    /// The same bytes for the same value. Nil only if the encoder fails.
    var encoded: [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map(Array.init)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .list(let list): try container.encode(list)
        case .object(let members): try container.encode(members)
        }
    }
}
