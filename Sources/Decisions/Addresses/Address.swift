/// The address of one resource instance, as Terraform prints it:
/// `module.api["eu"].aws_lambda_function.collector[0]`.
public struct Address: Hashable, Sendable {
    /// One `module.NAME[KEY]` step of an address.
    public struct ModuleStep: Hashable, Sendable {
        public var name: String
        public var key: InstanceKey?

        public init(_ name: String, key: InstanceKey? = nil) {
            self.name = name
            self.key = key
        }
    }

    /// Whether Terraform manages the resource or only reads it.
    public enum Mode: String, Sendable {
        case managed
        case data
    }

    /// From the root module inwards; empty for the root module.
    public var modules: [ModuleStep]
    public var mode: Mode
    /// The resource type: `aws_dynamodb_table`.
    public var type: String
    /// The resource's name in the configuration: `events`.
    public var name: String
    public var key: InstanceKey?

    public init(
        modules: [ModuleStep] = [], mode: Mode = .managed, type: String, name: String, key: InstanceKey? = nil
    ) {
        self.modules = modules
        self.mode = mode
        self.type = type
        self.name = name
        self.key = key
    }

    /// Parses an address as Terraform prints it.
    ///
    /// - Throws: `AddressFault`, which says what in the text is wrong.
    public init(_ text: String) throws(AddressFault) {
        var scanner = AddressScanner(text)
        let parts = try scanner.parse(wildcards: false)
        guard let resource = parts.resource else {
            throw AddressFault("'\(text)' names a module, not a resource")
        }
        self.init(
            modules: parts.modules.map { ModuleStep($0.name, key: $0.key.exact) },
            mode: resource.mode, type: resource.type, name: resource.name, key: resource.key.exact)
    }

    /// The address without its instance key: the resource as in the configuration.
    public var resource: Address {
        var copy = self
        copy.key = nil
        return copy
    }
}

extension Address: CustomStringConvertible {
    public var description: String {
        var text = ""
        for step in modules {
            text += "module.\(step.name)\(step.key?.description ?? "")."
        }
        if mode == .data { text += "data." }
        return text + "\(type).\(name)\(key?.description ?? "")"
    }
}

extension Address: Comparable {
    /// Sorts by the printed form, so that lists have the same order everywhere.
    public static func < (left: Address, right: Address) -> Bool {
        left.description < right.description
    }
}

extension Address: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.description))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What is wrong with the text of an address or a pattern.
public struct AddressFault: Error, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
