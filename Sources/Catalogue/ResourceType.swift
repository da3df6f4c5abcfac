/// One type of Terraform resource: how AWS is asked about an instance of it, and what the response says.
///
/// A type is one value in a file of `Types`, and in the list of that file.
public struct ResourceType: Sendable {
    /// As Terraform names it: `aws_sqs_queue`.
    public var name: String
    /// How an instance is asked for. Nil where code of its own asks (see `reader`).
    public var read: Read
    /// Whether instances hold data that a new one would not have.
    public var data: DataKeeping
    /// Which resource the attribute `arn` of an instance identifies.
    public var arn: ARNSubject
    /// What IAM must allow the AWS provider. Nil where its calls are not known: then only Terrier's own read is.
    public var rights: Rights?
    /// What its read was tried on.
    public var tried = Trial.emulated
    /// What is asked besides, where an instance that is there may still not work: the targets of a target group. It never says
    /// that the instance is missing.
    public var also: [Read] = []
    /// Attributes by which other instances are judged: the policies that a state gives a role. `inline_policy.name` is the
    /// attribute `name` of each block `inline_policy`.
    var told: Set<String> = []

    public init(
        _ name: String, data: DataKeeping = .none, arn: ARNSubject = .itself, read: Read,
        rights: Rights? = nil
    ) {
        self.name = name
        self.data = data
        self.arn = arn
        self.read = read
        self.rights = rights
    }

    /// The same type with the rights of the provider's calls.
    func granting(_ rights: Rights) -> ResourceType {
        var type = self
        type.rights = rights
        return type
    }

    /// The attributes of the state that asking needs, besides `id` and `arn`.
    public var attributes: Set<String> {
        also.reduce(into: read.attributes.union(told)) { $0.formUnion($1.attributes) }
    }

    /// On what the tests try a read.
    public enum Trial: String, Sendable {
        /// A resource that Terraform deploys to an emulator and deletes.
        case emulated
        /// Responses in the form that the service documents: no emulator can deploy the type.
        case recorded
    }

    /// The same type, tried on recorded responses.
    var recorded: ResourceType {
        var type = self
        type.tried = .recorded
        return type
    }

    /// The same type with another read.
    func asking(also read: Read) -> ResourceType {
        var type = self
        type.also.append(read)
        return type
    }

    /// The same type with attributes by which other instances are judged.
    func telling(_ names: String...) -> ResourceType {
        var type = self
        type.told.formUnion(names)
        return type
    }
}

/// Whether instances of a type hold data.
public enum DataKeeping: Sendable, Equatable {
    /// Making one again restores everything.
    case none
    /// A new one is empty. The service keeps backups that a restore would bring back under the same name.
    case backedUp
    /// A new one is empty, and the service keeps no backups: queues, streams.
    case withoutBackups
    /// A new one is another one for those who used the old: user pools, keys.
    case irreplaceable
}

/// Which resource the attribute `arn` of an instance identifies.
public enum ARNSubject: Sendable, Equatable {
    /// The instance itself. It shows in which account and region its provider works.
    case itself
    /// The resource that the instance is a part of: the instance is in the same place, but its provider may work in another
    /// account.
    case owner
    /// Any other resource: the target of a rule.
    case another
}
