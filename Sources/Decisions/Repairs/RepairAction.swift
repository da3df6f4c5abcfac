/// What a repair does to one address.
public enum RepairAction: Sendable, Hashable {
    /// A change in its plan.
    case change(PlannedChange)
    /// An update in its plan that only follows from what the plan creates.
    case consequence(Consequence)
    /// An alarm's actions are turned off, or on again.
    case mute(Address)
    case unmute(Address)
    /// What is scheduled for deletion is brought back.
    case undelete(Address)
    /// A command of the user's own is run, by its name.
    case run(String)
    /// A text that this version cannot parse: from a repairer of another version.
    case other(String)

    /// Parses the output of `description`; any other text becomes `other`.
    public init(_ text: String) {
        self = Self.parse(text).flatMap { $0.description == text ? $0 : nil } ?? .other(text)
    }

    private static func parse(_ text: String) -> RepairAction? {
        if let consequence = Consequence(text) { return .consequence(consequence) }
        let parts = text.split(separator: " ", maxSplits: 1)
        if parts.count == 2, parts[0] == "run" { return .run(String(parts[1])) }
        guard parts.count == 2, let address = try? Address(String(parts[1])) else { return nil }
        switch parts[0] {
        case "mute": return .mute(address)
        case "unmute": return .unmute(address)
        case "undelete": return .undelete(address)
        default:
            return PlannedChange.Action(rawValue: String(parts[0])).map {
                .change(PlannedChange(address, $0))
            }
        }
    }

    /// What it is done to, as text: an address if the text can be parsed.
    public var subject: String? {
        switch self {
        case .change(let change): return change.address.description
        case .consequence(let consequence): return consequence.address.description
        case .mute(let address), .unmute(let address), .undelete(let address): return address.description
        case .run(let name): return name
        case .other(let text): return text.split(separator: " ", maxSplits: 1).last.map { String($0) }
        }
    }
}

extension RepairAction: CustomStringConvertible {
    /// `create aws_dynamodb_table.events`
    public var description: String {
        switch self {
        case .change(let change): return "\(change.action.rawValue) \(change.address)"
        case .consequence(let consequence): return consequence.description
        case .mute(let address): return "mute \(address)"
        case .unmute(let address): return "unmute \(address)"
        case .undelete(let address): return "undelete \(address)"
        case .run(let name): return "run \(name)"
        case .other(let text): return text
        }
    }
}

/// Encoded as text, exactly as it was decoded.
extension RepairAction: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension [RepairAction] {
    /// `create aws_dynamodb_table.events, create aws_iam_role.api`
    public var words: String { map(\.description).joined(separator: ", ") }
}
