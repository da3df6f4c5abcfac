/// One read operation of AWS that says whether an instance is there, and in which state.
public struct Read: Sendable {
    public var service: AWSService
    /// `DescribeTable`, as IAM and the service's reference name it.
    public var operation: String
    public var request: Request
    /// The error codes of this operation that say that this very thing is not there. Any other error is unknown.
    public var absent: Set<String>
    /// Which element of the response speaks of the instance.
    public var element: Element
    /// What the element says of its state, each rule by itself; the worst one counts.
    public var states: [StateRule]
    /// Fields whose text is a JSON document of its own, which paths lead into: a policy.
    public var documents: [String] = []
    /// How a list that is cut off is read on; nil where the operation answers in one response.
    public var pages: Pages?
    /// The names that the root element of a response in XML may have; empty where any may. The query protocol says it itself.
    public var roots: Set<String> = []

    /// The path of the token in a response, and the parameter that it goes into.
    public struct Pages: Sendable {
        public var token: String
        public var parameter: String

        public init(token: String, parameter: String) {
            self.token = token
            self.parameter = parameter
        }
    }

    public init(
        _ service: AWSService, _ operation: String, _ request: Request, absent: Set<String> = [],
        element: Element, states: [StateRule] = []
    ) {
        self.service = service
        self.operation = operation
        self.request = request
        self.absent = absent
        self.element = element
        self.states = states
    }

    var attributes: Set<String> {
        var names = element.attributes.union(request.path.attributes)
        for value in request.parameters.values { names.formUnion(value.attributes) }
        for rule in states { names.formUnion(rule.attributes) }
        return names
    }
}

/// The form of a request.
public struct Request: Sendable {
    public enum Form: Sendable, Equatable {
        /// The operation stands in `X-Amz-Target`, behind this prefix; JSON 1.0 or 1.1.
        case json(version: String, prefix: String)
        /// A form, answered in XML, with the version of the API.
        case query(version: String)
        /// GET of a path, answered in JSON.
        case restJSON
        /// GET of a path, answered in XML.
        case restXML
    }

    public var form: Form
    /// For the REST forms; else empty.
    public var path: PathTemplate
    /// Of the body, the form, or the query of a path.
    public var parameters: [String: Value]

    public static func json(_ version: String, _ prefix: String, _ parameters: [String: Value] = [:])
        -> Request
    {
        Request(form: .json(version: version, prefix: prefix), path: "", parameters: parameters)
    }

    public static func query(_ version: String, _ parameters: [String: Value] = [:]) -> Request {
        Request(form: .query(version: version), path: "", parameters: parameters)
    }

    /// EC2's query protocol: as the other one, with errors of another shape.
    public static func ec2(_ parameters: [String: Value] = [:]) -> Request {
        .query("2016-11-15", parameters)
    }

    public static func get(_ path: PathTemplate, _ parameters: [String: Value] = [:]) -> Request {
        Request(form: .restJSON, path: path, parameters: parameters)
    }

    public static func getXML(_ path: PathTemplate, _ parameters: [String: Value] = [:]) -> Request {
        Request(form: .restXML, path: path, parameters: parameters)
    }
}

/// A path with values of the instance in it.
public struct PathTemplate: Sendable, ExpressibleByStringInterpolation {
    public enum Part: Sendable {
        case text(String)
        /// Percent-encoded where it is put in.
        case value(Value)
    }

    public var parts: [Part]

    public init(stringLiteral value: String) { parts = [.text(value)] }

    public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }
        public mutating func appendInterpolation(_ value: Value) { parts.append(.value(value)) }
    }

    /// One path behind the other.
    public static func + (left: PathTemplate, right: PathTemplate) -> PathTemplate {
        var path = left
        path.parts += right.parts
        return path
    }

    var attributes: Set<String> {
        parts.reduce(into: []) { names, part in
            if case .value(let value) = part { names.formUnion(value.attributes) }
        }
    }
}
