import Decisions

/// A value in a plan's document. It may be a secret: it is compared and thrown away, and cannot be printed.
indirect enum PlanValue: Decodable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    case null
    case flag(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([PlanValue])
    case object([String: PlanValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let list = try? container.decode([PlanValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: PlanValue].self))
        }
    }

    var description: String { "(a value)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// Whether it is null or an empty text, list or object.
    var isEmpty: Bool {
        switch self {
        case .null: return true
        case .text(let text): return text.isEmpty
        case .list(let list): return list.isEmpty
        case .object(let members): return members.isEmpty
        case .flag, .integer, .number: return false
        }
    }

    subscript(name: String) -> PlanValue? {
        if case .object(let members) = self { return members[name] }
        return nil
    }

    subscript(index: Int) -> PlanValue? {
        if case .list(let list) = self, list.indices.contains(index) { return list[index] }
        return nil
    }
}

/// The paths at which two values differ, apart by whether the new value is known.
struct PlanDifferences {
    /// Whether null and an empty value differ.
    let isStrict: Bool
    var known: [AttributePath] = []
    var unknown: [AttributePath] = []

    init(isStrict: Bool) {
        self.isStrict = isStrict
    }

    /// Compares recursively. An unknown attribute is left out of `after`, and is `true` in `unknown`, which otherwise has the
    /// form of `after`.
    ///
    /// Lists and sets are compared by position. If their lengths differ, the whole list is a known difference: which elements
    /// are the same cannot be told.
    mutating func compare(
        _ before: PlanValue, _ after: PlanValue, unknown mark: PlanValue?, at path: [AttributePath.Step]
    ) {
        if mark == .flag(true) {
            unknown.append(AttributePath(path))
            return
        }
        switch (before, after) {
        case (.object(let old), .object(let new)):
            for name in Set(old.keys).union(new.keys).union(mark?.names ?? []).sorted() {
                compare(
                    old[name] ?? .null, new[name] ?? .null, unknown: mark?[name], at: path + [.name(name)])
            }
        case (.list(let old), .list(let new)) where old.count == new.count:
            for index in old.indices {
                compare(old[index], new[index], unknown: mark?[index], at: path + [.index(index)])
            }
        default:
            if before == after || (!isStrict && before.isEmpty && after.isEmpty) {
                // What is not there before and after, and has something unknown in it, will be there.
                if mark?.hasUnknown == true { unknown.append(AttributePath(path)) }
                return
            }
            known.append(AttributePath(path))
        }
    }
}

extension PlanValue {
    /// Whether there is a `true` anywhere in it.
    fileprivate var hasUnknown: Bool {
        switch self {
        case .flag(let flag): return flag
        case .list(let list): return list.contains(where: \.hasUnknown)
        case .object(let members): return members.values.contains(where: \.hasUnknown)
        case .null, .integer, .number, .text: return false
        }
    }

    fileprivate var names: [String] {
        if case .object(let members) = self { return Array(members.keys) }
        return []
    }
}
