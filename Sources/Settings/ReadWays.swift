import Decisions
import Foundation
import Yams

/// What the repairs `placeholder-lambda` and `open-cors` need to know of a stack.
extension YAMLReader {
    mutating func placeholder(_ node: Node) -> PlaceholderSettings? {
        guard let table = table(node, "placeholder", keys: ["variable", "functions"]) else { return nil }
        let variable = required(table, "variable").flatMap { self.variable($0) }
        let functions = required(table, "functions").map { patterns($0, "functions") } ?? []
        if let list = table["functions"], case .sequence(let items) = list, items.isEmpty {
            fault(list, "'functions' lists nothing; write addresses as in aws_lambda_function.api")
        }
        for (node, pattern) in functions where !Self.isOfFunctions(pattern) {
            fault(
                node,
                "'\(pattern)' is not the address of a Lambda function; write it as in aws_lambda_function.api"
            )
        }
        return variable.map { PlaceholderSettings(variable: $0, functions: functions.map(\.1)) }
    }

    /// Whether the pattern has the type of functions, without a wildcard in it.
    private static func isOfFunctions(_ pattern: Pattern) -> Bool {
        let type = PlaceholderSettings.type
        return pattern.text.hasPrefix("\(type).") || pattern.text.contains(".\(type).")
    }

    /// - Parameter endpoints: of the stack. A preflight request to one of them proves the repair.
    mutating func openCORS(_ node: Node, _ endpoints: [Endpoint]) -> OpenCORSSettings? {
        guard let table = table(node, "open_cors", keys: ["variables", "addresses"]) else { return nil }
        let variables = required(table, "variables").map { planVariables($0) } ?? []
        let addresses = required(table, "addresses").map { patterns($0, "addresses") } ?? []
        if let list = table["addresses"], case .sequence(let items) = list, items.isEmpty {
            fault(list, "'addresses' lists nothing; list what the variables change")
        }
        if !endpoints.contains(where: { $0.method == "OPTIONS" && $0.origin != nil }) {
            fault(
                node,
                "open_cors is proven by a preflight request; add an endpoint with 'method: OPTIONS' and 'origin:' to 'endpoints:'"
            )
        }
        return OpenCORSSettings(variables: variables, addresses: addresses.map(\.1))
    }

    /// More variables than this are a mistake.
    private static let mostVariables = 50

    private mutating func planVariables(_ node: Node) -> [PlanVariable] {
        guard case .mapping(let mapping) = node, !mapping.isEmpty, mapping.count <= Self.mostVariables else {
            fault(
                node,
                "'variables' is not a mapping of 1 to \(Self.mostVariables) variables; write 'name: value' lines"
            )
            return []
        }
        return mapping.compactMap { key, value in
            guard let name = variable(key), let json = json(value) else { return nil }
            return PlanVariable(name, json: json)
        }
    }

    private mutating func variable(_ node: Node) -> String? {
        guard let name = text(node, "the name of a variable") else { return nil }
        guard ValueText.isIdentifier(name[...]) else {
            fault(node, "'\(name)' is not the name of a variable; use letters, digits, '_' and '-'")
            return nil
        }
        return name
    }

    /// The value of a variable as JSON. Terraform converts texts to numbers and booleans; a text that is a JSON list or object is
    /// one, as with `-var`. Faults do not repeat it: it may be a secret.
    private mutating func json(_ node: Node) -> String? {
        guard let object = object(node, depth: 0) else {
            fault(node, "the value of a variable is not a text, a list or a mapping of such values")
            return nil
        }
        if let text = object as? String, let first = text.first, "[{".contains(first),
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil
        {
            return text
        }
        let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys]
        return (try? JSONSerialization.data(withJSONObject: object, options: options))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private func object(_ node: Node, depth: Int) -> Any? {
        guard depth < 10 else { return nil }
        switch node {
        case .scalar(let scalar): return scalar.string
        case .sequence(let items):
            let values = items.compactMap { object($0, depth: depth + 1) }
            return values.count == items.count ? values : nil
        case .mapping(let mapping):
            var members: [String: Any] = [:]
            for (key, value) in mapping {
                guard let name = key.string, let member = object(value, depth: depth + 1) else { return nil }
                members[name] = member
            }
            return members
        default: return nil
        }
    }
}
