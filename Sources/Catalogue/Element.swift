/// The part of a response that speaks of the instance that was asked for.
public struct Element: Sendable {
    /// The keys down to it, through every element of the lists on the way; empty for the whole response.
    public var path: String
    /// What identifies it. All must hold.
    public var identity: [Identity]
    /// Paths below the element, at one of which something must stand for the instance to be there: a queue's policy is a part
    /// of the response about its queue. Empty where the element itself is the instance.
    public var parts: [String]
    /// What it means that no element of the response is the instance.
    public var whenAbsent: WhenAbsent

    public enum WhenAbsent: Sendable, Equatable {
        /// The operation reads exactly one thing: a response about another one proves nothing.
        case unknown
        /// The operation lists: a list that lacks it twice in a row says that it is not there.
        case missing
    }

    /// One field of an element that names the instance.
    public struct Identity: Sendable {
        /// Below the element: one of these.
        public var paths: [String]
        public var value: Value
        /// Only the last part of the response's text is compared, behind this separator.
        public var lastPartBehind: Character?
        /// Compared as names of domains: without the final dot, in lower case, `\052` as `*`.
        public var isDomain = false
        /// Asked for only where the state gives the value.
        public var isOptional = false

        /// The field at a path is the value.
        public static func equals(_ path: String, _ value: Value) -> Identity {
            Identity(paths: [path], value: value, lastPartBehind: nil)
        }

        /// The name of a domain at a path is the value.
        public static func domain(_ path: String, _ value: Value) -> Identity {
            Identity(paths: [path], value: value, lastPartBehind: nil, isDomain: true)
        }

        /// As `equals`, and nothing is asked where the state does not give the value.
        public static func ifStateHas(_ path: String, _ value: Value) -> Identity {
            Identity(paths: [path], value: value, lastPartBehind: nil, isOptional: true)
        }

        /// The field at one of these paths is the value.
        public static func anyOf(_ paths: [String], _ value: Value) -> Identity {
            Identity(paths: paths, value: value, lastPartBehind: nil)
        }

        /// The last part of an ARN or a URL at a path is the value.
        public static func lastPart(of path: String, behind separator: Character, _ value: Value) -> Identity
        {
            Identity(paths: [path], value: value, lastPartBehind: separator)
        }
    }

    /// The response is about the instance when this holds.
    public static func one(_ path: String = "", _ identity: Identity...) -> Element {
        Element(path: path, identity: identity, parts: [], whenAbsent: .unknown)
    }

    /// One of the elements of a list, which lacks it when it is not there.
    public static func listed(_ path: String, _ identity: Identity...) -> Element {
        Element(path: path, identity: identity, parts: [], whenAbsent: .missing)
    }

    /// The instance is a part of the thing that the response is about: it is there when something stands at one of these paths.
    public func with(part paths: String...) -> Element {
        var element = self
        element.parts = paths
        return element
    }

    var attributes: Set<String> { identity.reduce(into: []) { $0.formUnion($1.value.attributes) } }
}

extension Element {
    /// The same element, further down in the response: the query protocol wraps every result.
    func below(_ wrapper: String) -> Element {
        var element = self
        element.path = path.isEmpty ? wrapper : "\(wrapper).\(path)"
        return element
    }
}
