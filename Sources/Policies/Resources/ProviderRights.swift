import Catalogue
import Decisions
import Terraform

/// Grants for one instance, and what could not be granted.
struct Granted: Sendable {
    var grants: Set<Grant> = []
    var refused: Set<RefusedRight> = []

    static func += (left: inout Granted, right: Granted) {
        left.grants.formUnion(right.grants)
        left.refused.formUnion(right.refused)
    }

    static func + (left: Granted, right: Granted) -> Granted {
        var both = left
        both += right
        return both
    }
}

/// A right that no policy is given, and why.
enum RefusedRight: Hashable, Sendable {
    case name(Address, UnusableName)
    /// A repair may change the id of a thing, and `*` in its place would allow other things: granted for the old id only.
    case newID(Address, action: String)
    /// AWS accepts the action only on `*`.
    case onlyOnAll(Address, action: String)
}

/// The rights of the catalogue as grants for one instance.
struct ProviderRights {
    let subject: Subject
    private let rights: Rights
    /// The action of Terrier's own read.
    private let ownRead: String

    /// Nil for a type whose calls by the provider are not known.
    init?(_ subject: Subject) {
        guard let type = Catalogue.type(subject.address.type), let rights = type.rights else { return nil }
        self.subject = subject
        self.rights = rights
        ownRead = type.read.action
    }

    var reading: Granted { granted(rights.read) }
    var creating: Granted { granted(rights.create) }
    /// Of the thing that the state names: what a repair has created is in a newer state.
    var updating: Granted { granted(rights.update, ofNow: true) }
    var deleting: Granted { granted(rights.delete, ofNow: true) }

    /// The attributes of this instance that need rights to create it which are not known.
    var gaps: [String] { rights.gaps.filter { $0.needs.allSatisfy(isTrue) }.map(\.attribute) }

    private func granted(_ rights: [Right], ofNow: Bool = false) -> Granted {
        rights.filter { $0.needs.allSatisfy(isTrue) }.reduce(into: Granted()) {
            // The parts of an API follow it, in whatever way it came back.
            let isGateway = $1.action.hasPrefix("apigateway:")
            $0 += granted($1, oldIDs: $1.hasOldIDs || ofNow && !isGateway)
        }
    }

    private func isTrue(_ need: Right.Need) -> Bool {
        switch need {
        case .isSet(let attribute): return subject.facts.isSet(attribute)
        case .isNotSet(let attribute): return !subject.facts.isSet(attribute)
        case .isText(let attribute, let text): return subject.text(attribute) == text
        case .noInstance(let type, let attribute):
            let name = subject.text("name")
            return !subject.world.state.managed.contains {
                $0.address.type == type && $0.attributes[attribute] == name
            }
        }
    }

    private func granted(_ right: Right, oldIDs: Bool) -> Granted {
        guard let list = right.each else { return granted(right, subject, oldIDs) }
        return (subject.facts.texts[list] ?? []).reduce(into: Granted()) { result, element in
            var one = subject
            one.facts.texts[list] = [element]
            result += granted(right, one, oldIDs)
        }
    }

    private func granted(_ right: Right, _ subject: Subject, _ oldIDs: Bool) -> Granted {
        let kind: Grant.Kind = right.isRead ? .read : .write
        do throws(UnusableName) {
            var result = Granted()
            var condition: Grant.Condition?
            if let wanted = right.condition { condition = try self.condition(wanted, subject) }
            for (index, resource) in right.resources.enumerated() {
                var arn = try subject.resolve(resource, oldIDs: oldIDs)
                if kind == .write, !Self.mayBeOpen(resource), !(right.isCreation && index == 0) {
                    let exact = try subject.resolve(resource, oldIDs: true)
                    if exact != arn { result.refused.insert(.newID(subject.address, action: right.action)) }
                    arn = exact
                }
                if arn == "*", kind == .write, condition == nil {
                    result.refused.insert(.onlyOnAll(subject.address, action: right.action))
                    continue
                }
                result.grants.insert(
                    Grant(kind: kind, action: right.action, resource: arn, condition: condition))
            }
            return result
        } catch {
            if right.isOptional, error.why == .notGiven { return Granted() }
            // As for types whose rights are not known: Terrier reads what the state does not give the ARN of.
            if right.action == ownRead, error.why == .notGiven { return CatalogueRights.onAll(right.action) }
            return Granted(refused: [.name(subject.address, error)])
        }
    }

    /// The paths of an API are below it, and what has a name in its ARN is known by it.
    private static func mayBeOpen(_ resource: RightResource) -> Bool {
        switch resource {
        case .gateway, .gatewayTags: return true
        case .renewed(_, _, _, let isNamed): return isNamed
        case .all, .regional, .global, .bare, .arn, .instance, .choice, .first: return false
        }
    }

    private func condition(_ condition: Right.Condition, _ subject: Subject) throws(UnusableName)
        -> Grant.Condition
    {
        var values: [String] = []
        for value in condition.values {
            let attribute = value.attributes.sorted().first ?? condition.key
            for text in try texts(value, attribute, subject) {
                let text = condition.areDomains ? DomainName.normalized(text) : text
                guard let literal = IAMPattern.literal(text) else {
                    throw UnusableName(attribute: attribute, why: .notWritable)
                }
                values.append(literal)
            }
        }
        return Grant.Condition(condition.test, condition.key, values)
    }

    private func texts(_ value: Value, _ attribute: String, _ subject: Subject) throws(UnusableName)
        -> [String]
    {
        if case .optional(let inner) = value {
            guard inner.text(subject.text) != nil else { return [] }
            return try texts(inner, attribute, subject)
        }
        if case .attribute(let name) = value, let list = subject.facts.texts[name], list.count > 1 {
            return list
        }
        guard let text = value.text(subject.text) else {
            throw UnusableName(attribute: attribute, why: .notGiven)
        }
        return [text]
    }
}
