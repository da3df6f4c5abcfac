import Decisions
import Foundation

/// The parts of `show -json` of a plan file that say which attributes change (Terraform, "JSON Output Format"). Values are only
/// compared with each other: none is kept, logged or stored.
struct PlanDocument: Decodable {
    /// What the refresh found changed outside Terraform.
    var resource_drift: [Entry]?
    /// What the plan would do.
    var resource_changes: [Entry]?

    struct Entry: Decodable {
        struct Change: Decodable {
            var actions: [String]
            var before: JSONTree?
            var after: JSONTree?
            /// `true` in place of each value that is not known before the apply.
            var after_unknown: JSONTree?
        }

        var address: String
        /// The key of a deposed object.
        var deposed: String?
        var change: Change

        /// The paths of all attributes that change.
        var changedPaths: Set<[String]> {
            var paths: Set<[String]> = []
            (change.before ?? .null).differences(from: change.after ?? .null, at: [], &paths)
            change.after_unknown?.flags(at: [], &paths)
            return paths
        }
    }

    /// The instances of which everything that changed is listed by `ignore:`.
    ///
    /// - Returns: those whose drift is left out, and those whose planned update is left out as well.
    func ignored(by entries: [IgnoredDrift]) -> (drift: Set<Address>, updates: Set<Address>) {
        let drift = Self.covered(resource_drift, entries)
        // An update that no drift causes is a change of the code: it counts.
        return (drift, Self.covered(resource_changes, entries).intersection(drift))
    }

    private static func covered(_ changes: [Entry]?, _ entries: [IgnoredDrift]) -> Set<Address> {
        let updates = (changes ?? []).filter { $0.deposed == nil && $0.change.actions == ["update"] }
        return Set(
            updates.compactMap { update in
                guard let address = try? Address(update.address),
                    entries.coverAll(update.changedPaths, of: address)
                else { return nil }
                return address
            })
    }
}

/// A JSON value that can be compared with another one.
enum JSONTree: Decodable, Equatable {
    case null
    case flag(Bool)
    case number(Decimal)
    case text(String)
    case list([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Decimal.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONTree].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONTree].self))
        }
    }

    /// Adds the path of each value that differs. Lists of different lengths differ as a whole, and so do values of different kinds.
    func differences(from other: JSONTree, at path: [String], _ paths: inout Set<[String]>) {
        switch (self, other) {
        case (.object(let left), .object(let right)):
            for name in Set(left.keys).union(right.keys) {
                (left[name] ?? .null).differences(from: right[name] ?? .null, at: path + [name], &paths)
            }
        case (.list(let left), .list(let right)) where left.count == right.count:
            for (place, pair) in zip(left, right).enumerated() {
                pair.0.differences(from: pair.1, at: path + [String(place)], &paths)
            }
        // After an apply, a refresh turns null into something empty: that is no change.
        default: if self != other, !(isEmpty && other.isEmpty) { paths.insert(path) }
        }
    }

    private var isEmpty: Bool { [.null, .text(""), .list([]), .object([:])].contains(self) }

    /// Adds the path of each `true`.
    func flags(at path: [String], _ paths: inout Set<[String]>) {
        switch self {
        case .flag(true): paths.insert(path)
        case .object(let members): for (name, value) in members { value.flags(at: path + [name], &paths) }
        case .list(let values):
            for (place, value) in values.enumerated() { value.flags(at: path + [String(place)], &paths) }
        case .null, .flag, .number, .text: break
        }
    }
}
