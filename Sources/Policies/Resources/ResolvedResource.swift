import Catalogue
import Decisions
import Terraform

extension Subject {
    /// The value of an attribute; nil if the state does not have it, or it is empty.
    func text(_ attribute: String) -> String? {
        facts.texts[attribute]?.first ?? instance.attributes[attribute].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The resource of a right as a policy names it. Whatever the state contains, it matches only the thing that the state names,
    /// and other ids of it where AWS gives it a new one.
    ///
    /// - Parameter oldIDs: whether ids that a repair may change are those of the state.
    func resolve(_ resource: RightResource, oldIDs: Bool = false) throws(UnusableName) -> String {
        switch resource {
        case .all: return "*"
        case .regional(let service, let path):
            try checkLocation()
            return location.arn(service, try text(of: path, service, oldIDs))
        case .global(let service, let path):
            try checkLocation()
            return location.global(service, try text(of: path, service, oldIDs))
        case .bare(let service, let path):
            return location.bare(service, try text(of: path, service, oldIDs))
        case .gateway(let path):
            try checkLocation()
            return location.gateway(try text(of: path, "apigateway", oldIDs))
        case .gatewayTags(let path):
            try checkLocation()
            let tagged = location.gateway(try text(of: path, "apigateway", oldIDs))
            // Tags have a path of their own that contains the whole ARN, percent-encoded.
            return location.gateway("/tags/")
                + tagged.replacing(":", with: "%3A").replacing("/", with: "%2F")
        case .arn(let value, let kind, let suffix):
            return try arn(value, kind) + text(of: suffix, kind, oldIDs)
        case .instance(let type, let attribute, let value, let suffix):
            return try other(type, attribute, value) + text(of: suffix, type, oldIDs)
        case .renewed(let value, let kind, let count, _):
            let arn = try arn(value, kind)
            let service = String(kind.prefix { $0 != ":" })
            guard !oldIDs, value.text(text).map({ world.mayChange($0, of: service) }) == true else {
                return arn
            }
            return arn.split(separator: "/", omittingEmptySubsequences: false).prefix(count).joined(
                separator: "/") + "/*"
        case .choice(let value, let wanted, let one, let other):
            return try resolve(value.text(text) == wanted ? one : other, oldIDs: oldIDs)
        case .first(let resources):
            return try first(of: resources, oldIDs)
        }
    }

    /// Only what the state lacks makes the next one count.
    private func first(of resources: [RightResource], _ oldIDs: Bool) throws(UnusableName) -> String {
        var lacking: UnusableName?
        for resource in resources {
            do {
                return try resolve(resource, oldIDs: oldIDs)
            } catch {
                guard error.why == .notGiven else { throw error }
                lacking = lacking ?? error
            }
        }
        throw lacking ?? UnusableName(attribute: "id", why: .notGiven)
    }

    private func checkLocation() throws(UnusableName) {
        guard location.isPlain else { throw UnusableName(attribute: "arn", why: .notAnARN) }
    }

    // MARK: ARNs of the state

    private func arn(_ value: Value, _ kind: String) throws(UnusableName) -> String {
        let attribute = value.attributes.sorted().first ?? "arn"
        guard let text = value.text(self.text) else {
            throw UnusableName(attribute: attribute, why: .notGiven)
        }
        let parts = kind.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        // A state may have another thing's ARN there, or a name.
        guard text.hasPrefix("arn:"), let service = parts.first,
            text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).dropFirst(2).first
                == service
        else { throw UnusableName(attribute: attribute, why: .notGiven) }
        guard let arn = ARNText(text) else { throw UnusableName(attribute: attribute, why: .notAnARN) }
        guard parts.count == 1 || arn.rest.hasPrefix(parts[1]) else {
            throw UnusableName(attribute: attribute, why: .notGiven)
        }
        return try written(text, attribute)
    }

    private func other(_ type: String, _ attribute: String, _ value: Value) throws(UnusableName) -> String {
        let own = value.attributes.sorted().first ?? "id"
        guard let text = value.text(self.text), !text.isEmpty,
            let arn = world.state.instances.first(where: {
                $0.address.type == type && $0.isManaged && $0.attributes[attribute] == text
            })?.attributes[.arn], arn.hasPrefix("arn:")
        else { throw UnusableName(attribute: own, why: .notGiven) }
        guard ARNText(arn) != nil else { throw UnusableName(attribute: own, why: .notAnARN) }
        return try written(arn, own)
    }

    private func written(_ text: String, _ attribute: String) throws(UnusableName) -> String {
        guard let pattern = IAMPattern.literal(text) else {
            throw UnusableName(attribute: attribute, why: .notWritable)
        }
        return pattern
    }

    // MARK: Paths

    /// The path with the values of the instance in it. An id that a repair may change is `*`, like every id below it.
    private func text(of path: PathTemplate, _ service: String, _ oldIDs: Bool) throws(UnusableName) -> String
    {
        var result = ""
        var isOpen = false
        for (index, part) in path.parts.enumerated() {
            guard case .value(let value) = part else {
                if case .text(let text) = part { result += text }
                continue
            }
            let attribute = value.attributes.sorted().first ?? "id"
            let isID =
                !value.attributes.isEmpty
                && value.attributes.allSatisfy { $0 == "id" || $0.hasSuffix("_id") }
            let given = value.text(text)
            let isNew = !oldIDs && given.map { world.mayChange($0, of: service) } == true
            if isID, isNew || isOpen {
                isOpen = true
                result += "*"
                continue
            }
            guard let given else { throw UnusableName(attribute: attribute, why: .notGiven) }
            let separator = Self.separator(after: index, in: path, of: service)
            if let separator, given.contains(separator) {
                throw UnusableName(attribute: attribute, why: .separator(separator))
            }
            result += try written(given, attribute)
        }
        return result
    }

    /// The character that ends the value at an index: in the value itself it would make it two parts of the ARN. A slash in a name
    /// of IAM would be a path, and one in the name of a bucket would be an object in another.
    private static func separator(after index: Int, in path: PathTemplate, of service: String) -> Character? {
        let isAlone = !path.parts.contains { part in
            if case .text(let text) = part { return !text.isEmpty }
            return false
        }
        if service == "iam" || service == "s3" && isAlone { return "/" }
        guard index + 1 < path.parts.count, case .text(let next) = path.parts[index + 1],
            let first = next.first, ":/".contains(first)
        else { return nil }
        return first
    }
}
