/// How a resource that is scheduled for deletion is brought back, for as long as its service can.
public struct Undelete: Sendable {
    /// What a person would run.
    public var command: PathTemplate
    /// The calls, in order.
    public var writes: [Write]

    public init(command: PathTemplate, _ writes: [Write]) {
        self.command = command
        self.writes = writes
    }

    var attributes: Set<String> {
        writes.reduce(command.attributes) { $0.union($1.attributes) }
    }

    /// The command with the names of an instance, each safe for a shell; nil if the state does not give one.
    public func command(_ attribute: (String) -> String?) -> String? {
        var command = ""
        for part in self.command.parts {
            switch part {
            case .text(let text): command += text
            case .value(let value):
                guard let text = value.text(attribute), text.utf8.count <= 300 else { return nil }
                command += Self.quoted(text)
            }
        }
        return command
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "-_.:/@+=".unicodeScalars.contains(scalar))
        }
        return isPlain ? text : "NAME"
    }
}

/// One call that changes an instance.
public struct Write: Sendable {
    public var service: AWSService
    /// `RestoreSecret`, as IAM and the service's reference name it.
    public var operation: String
    public var request: Request
    /// An attribute with which the call is not made: a key that the code keeps disabled is not enabled.
    public var unless: (attribute: String, text: String)?

    public init(
        _ service: AWSService, _ operation: String, _ request: Request,
        unless: (attribute: String, text: String)? = nil
    ) {
        self.service = service
        self.operation = operation
        self.request = request
        self.unless = unless
    }

    /// The action that IAM must allow: `secretsmanager:RestoreSecret`.
    public var action: String { "\(service.actions):\(operation)" }

    var attributes: Set<String> {
        var names = request.path.attributes
        for value in request.parameters.values { names.formUnion(value.attributes) }
        if let unless { names.insert(unless.attribute) }
        return names
    }

    /// Whether the call is made for the instance.
    public func applies(_ attribute: (String) -> String?) -> Bool {
        unless.map { attribute($0.attribute) != $0.text } ?? true
    }
}
