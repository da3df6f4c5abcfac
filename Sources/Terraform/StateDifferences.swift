public import Decisions
import Foundation

/// What differs between two states of a stack: instances, and names of attributes, never a value.
public struct StateDifferences: Sendable, Equatable {
    public struct Change: Sendable, Equatable {
        public var address: Address
        /// The attributes that differ, each once, sorted.
        public var attributes: [String]
    }

    public struct Move: Sendable, Equatable {
        public var from: Address
        public var to: Address
    }

    public var added: [Address] = []
    public var removed: [Address] = []
    /// Those whose id differs: another resource is in the place of the first.
    public var replaced: [Change] = []
    public var changed: [Change] = []
    /// Those with the same id at another address.
    public var moved: [Move] = []
    public var isEmpty: Bool { self == StateDifferences() }

    private init() {}

    /// Compares the managed instances of two states.
    ///
    /// - Throws: a `TerraformFault` if one of them cannot be parsed.
    public init(from old: [UInt8], to new: [UInt8], stack: String) throws(TerraformFault) {
        let (old, new) = (try Self.instances(old, stack), try Self.instances(new, stack))
        for (address, values) in new {
            guard let before = old[address] else {
                added.append(address)
                continue
            }
            let attributes = Self.names(before, values)
            guard !attributes.isEmpty else { continue }
            let change = Change(address: address, attributes: attributes)
            if Self.id(before) != Self.id(values) { replaced.append(change) } else { changed.append(change) }
        }
        removed = old.keys.filter { new[$0] == nil }
        takeMoves(old, new)
        added.sort()
        removed.sort()
        replaced.sort { $0.address < $1.address }
        changed.sort { $0.address < $1.address }
    }

    /// What is removed at one address and added at another with the same type and id was moved.
    private mutating func takeMoves(_ old: [Address: PlanValue], _ new: [Address: PlanValue]) {
        struct Key: Hashable { var type, id: String }
        func key(_ address: Address, _ values: PlanValue?) -> Key? {
            values.flatMap(Self.id).map { Key(type: address.type, id: $0) }
        }
        var places: [Key: [Address]] = [:]
        for address in removed {
            if let key = key(address, old[address]) { places[key, default: []].append(address) }
        }
        for address in added {
            // Two with one id are not told apart.
            guard let key = key(address, new[address]), let from = places[key], from.count == 1,
                added.count(where: { $0.type == address.type && Self.id(new[$0] ?? .null) == key.id }) == 1
            else { continue }
            moved.append(Move(from: from[0], to: address))
        }
        moved.sort { $0.to < $1.to }
        added.removeAll { address in moved.contains { $0.to == address } }
        removed.removeAll { address in moved.contains { $0.from == address } }
    }

    private static func names(_ old: PlanValue, _ new: PlanValue) -> [String] {
        var differences = PlanDifferences(isStrict: true)
        differences.compare(old, new, unknown: nil, at: [])
        return Set(differences.known.compactMap(\.attribute)).sorted()
    }

    private static func id(_ values: PlanValue) -> String? {
        if case .text(let id)? = values["id"], !id.isEmpty { return id }
        return nil
    }

    /// The attributes of the managed instances that are not deposed.
    static func instances(_ raw: [UInt8], _ stack: String) throws(TerraformFault) -> [Address:
        PlanValue]
    {
        struct Document: Decodable {
            struct Resource: Decodable {
                struct Instance: Decodable { var attributes: PlanValue? }
                var instances: [Instance]
            }
            var resources: [Resource]?
        }
        let state = try State(parsing: raw, stack: stack)
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(raw)) else {
            throw TerraformFault(.stateMalformed, "the attributes of a state of \(stack) cannot be read")
        }
        // Both list the instances in the order of the text.
        let values = (document.resources ?? []).flatMap(\.instances).map { $0.attributes ?? .null }
        guard values.count == state.instances.count else {
            throw TerraformFault(.stateMalformed, "the attributes of a state of \(stack) cannot be read")
        }
        let pairs = zip(state.instances, values).filter { $0.0.isManaged }.map { ($0.0.address, $0.1) }
        return Dictionary(pairs) { _, last in last }
    }
}
