/// What IAM must allow the AWS provider for an instance of a type: one right for each call that version 5.100 of the provider
/// was recorded to make, and what else AWS asks for at such a call.
public struct Rights: Sendable {
    /// The resource of most of these rights.
    public var resource: RightResource
    /// The calls of a refresh and of waiting for a change, and Terrier's own read.
    public var read: [Right]
    /// The calls that create an instance as the state describes it, besides those of `read`.
    public var create: [Right]
    /// The calls that change an instance in place, besides those of `read`.
    public var update: [Right]
    /// The calls that delete an instance, besides those of `read`.
    public var delete: [Right]
    /// What of the state needs rights to create it that are not known.
    public var gaps: [Gap]
    /// AWS gives an instance its id, and another id to one that is created again.
    public var newID: Bool

    /// - Parameters:
    ///   - service: of every right that does not name its own.
    ///   - resource: of every right that does not name its own.
    public init(
        _ service: AWSService, on resource: RightResource, newID: Bool = false, read: [Right],
        create: [Right] = [], update: [Right] = [], delete: [Right] = [], gaps: [Gap] = []
    ) {
        func complete(_ rights: [Right]) -> [Right] { rights.map { $0.completed(service, resource) } }
        self.resource = resource
        self.newID = newID
        self.read = complete(read)
        self.create = complete(create)
        self.update = complete(update)
        self.delete = complete(delete)
        // The name of a new instance is not known.
        self.gaps = gaps + ["name_prefix"]
    }

    public var all: [Right] { read + create + update + delete }

    /// Rights that write and that AWS accepts only on `*`, without any condition that names the instance. Nobody is given them.
    public var onlyOnAll: [Right] { all.filter(\.isOnlyOnAll) }

    /// The attributes of the state whose values the rights contain.
    public var attributes: Set<String> {
        all.reduce(into: resource.attributes) { $0.formUnion($1.attributes) }
    }

    /// The attributes of which only is asked whether they are set.
    public var settings: Set<String> {
        (all.flatMap(\.needs) + gaps.flatMap(\.needs)).reduce(into: []) { names, need in
            if let name = need.setting { names.insert(name) }
        }
    }

    /// An attribute that needs rights which are not known, where all of `needs` are true.
    public struct Gap: Sendable, ExpressibleByStringLiteral {
        public var attribute: String
        public var needs: [Right.Need]

        public init(_ attribute: String, _ needs: Right.Need...) {
            self.attribute = attribute
            self.needs = [.isSet(attribute)] + needs
        }

        public init(stringLiteral attribute: String) { self.init(attribute) }
    }
}

/// The right to make one call.
public struct Right: Sendable, ExpressibleByStringLiteral {
    /// As the service's reference names it: `CreateQueue`.
    public var operation: String
    /// Every one of them must be allowed.
    public private(set) var resources: [RightResource] = []
    /// The right is needed where all of these are true.
    public private(set) var needs: [Need] = []
    public private(set) var condition: Condition?
    /// An attribute with a list: the right is needed once for each of its values.
    public private(set) var each: String?
    /// Why it is needed, where the recording does not have the call: with the source.
    public private(set) var reason: String?
    /// Values that the state lacks are no gap: then the right is not needed.
    public private(set) var isOptional = false
    /// On the ids that the state has, also where a repair may change them.
    public private(set) var hasOldIDs = false
    /// It creates the instance: on its own new id, which is not known, it is allowed with `*`. No other call that writes is.
    public private(set) var isCreation = false
    private var service: AWSService?
    private var verb: String?

    public init(stringLiteral operation: String) { self.operation = operation }

    /// When a right is needed.
    public enum Need: Sendable, Equatable {
        /// The attribute is not null, empty, false, zero or negative. `a.b` is the attribute `b` of the blocks `a`.
        case isSet(String)
        case isNotSet(String)
        /// The attribute has this value.
        case isText(String, String)
        /// No instance of this type has this one's name in this attribute.
        case noInstance(String, attribute: String)

        var setting: String? {
            switch self {
            case .isSet(let attribute), .isNotSet(let attribute): return attribute
            case .isText, .noInstance: return nil
            }
        }
    }

    /// What must also be true of the call.
    public struct Condition: Sendable {
        /// `StringEquals`
        public var test: String
        public var key: String
        /// The call must match one of these. An attribute with a list counts with all of its values.
        public var values: [Value]
        /// Whether the values are names of domains, which Route 53 writes in small letters, without a final dot and with escapes.
        public var areDomains = false
    }
}

extension Right {
    public static func call(_ operation: String) -> Right { Right(stringLiteral: operation) }

    public static func creation(_ operation: String) -> Right {
        Right(stringLiteral: operation).changed { $0.isCreation = true }
    }

    /// What AWS asks for when the call that creates an instance also sets tags, which is a right of its own.
    public static func tagging(_ operation: String) -> Right {
        var right = Right(stringLiteral: operation).ifSet("tags_all")
        right.reason = "the call that creates it with tags needs this too (Service Authorization Reference)"
        return right
    }

    /// The right to hand a role to a service, where the state has a role at the attribute (IAM, "Grant a user permissions to pass a
    /// role to an AWS service").
    public static func passRole(_ attribute: String, to service: String) -> Right {
        var right = Right(stringLiteral: "PassRole").of(.iam).on(.arn(.attribute(attribute), "iam:role/"))
        right.condition = Condition(
            test: "StringEquals", key: "iam:PassedToService", values: [.text(service)])
        right.reason = "handing over a role needs this (IAM, PassRole)"
        right.isOptional = true
        return right
    }

    public func of(_ service: AWSService) -> Right { changed { $0.service = service } }

    public func on(_ resources: RightResource...) -> Right { changed { $0.resources = resources } }

    public func ifSet(_ attribute: String) -> Right { changed { $0.needs.append(.isSet(attribute)) } }

    public func ifNotSet(_ attribute: String) -> Right { changed { $0.needs.append(.isNotSet(attribute)) } }

    public func ifText(_ attribute: String, _ text: String) -> Right {
        changed { $0.needs.append(.isText(attribute, text)) }
    }

    public func ifNoInstance(of type: String, at attribute: String) -> Right {
        changed { $0.needs.append(.noInstance(type, attribute: attribute)) }
    }

    public func when(_ test: String, _ key: String, _ values: Value...) -> Right {
        changed { $0.condition = Condition(test: test, key: key, values: values) }
    }

    /// The names of domains that a call may change.
    public func whenDomain(_ key: String, _ value: Value) -> Right {
        changed {
            $0.condition = Condition(
                test: "ForAllValues:StringEquals", key: key, values: [value], areDomains: true)
        }
    }

    /// Allowed for what a call has just created only.
    public func onlyAt(creation: String) -> Right {
        when("StringEquals", "ec2:CreateAction", .text(creation)).changed { $0.isCreation = true }
    }

    public func forEach(_ attribute: String) -> Right { changed { $0.each = attribute } }

    public func because(_ reason: String) -> Right { changed { $0.reason = reason } }

    /// Where the state lacks a value of it, it is not needed.
    public var optional: Right { changed { $0.isOptional = true } }

    public var onOldIDs: Right { changed { $0.hasOldIDs = true } }

    /// IAM's action where it is called like neither the operation nor the usual verb.
    public func action(_ verb: String) -> Right { changed { $0.verb = verb } }

    /// `sqs:CreateQueue`
    public var action: String {
        guard let service else { return operation }
        return "\(service.actions):\(verb ?? service.actionName(of: operation))"
    }

    /// The call itself, with the service's prefix in IAM: `s3:HeadBucket` where the action is `s3:ListBucket`.
    public var call: String { service.map { "\($0.actions):\(operation)" } ?? operation }

    /// Whether the call changes nothing.
    public var isRead: Bool {
        ["Get", "List", "Describe", "Head", "BatchGet"].contains(where: operation.hasPrefix)
    }

    var isOnlyOnAll: Bool { !isRead && condition == nil && resources.contains(where: \.isAll) }

    var attributes: Set<String> {
        var names = Set(each.map { [$0] } ?? [])
        for resource in resources { names.formUnion(resource.attributes) }
        for value in condition?.values ?? [] { names.formUnion(value.attributes) }
        for case .isText(let attribute, _) in needs { names.insert(attribute) }
        return names
    }

    fileprivate func completed(_ service: AWSService, _ resource: RightResource) -> Right {
        changed {
            $0.service = $0.service ?? service
            if $0.resources.isEmpty { $0.resources = [resource] }
        }
    }

    private func changed(_ change: (inout Right) -> Void) -> Right {
        var right = self
        change(&right)
        return right
    }
}
