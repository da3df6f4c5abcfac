/// One type of Terraform resource: how AWS is asked about an instance of it, and what the response says.
///
/// A type is one value in a file of `Types`, and in the list of that file.
public struct ResourceType: Sendable {
    /// As Terraform names it: `aws_sqs_queue`.
    public var name: String
    /// How an instance is asked for.
    public var read: Read
    /// Whether instances hold data that a new one would not have.
    public var data: DataKeeping
    /// How an instance that is scheduled for deletion is brought back; nil if its service cannot.
    public var undelete: Undelete?
    /// Which resource the attribute `arn` of an instance identifies.
    public var arn: ARNSubject
    /// What IAM must allow the AWS provider. Nil where its calls are not known: then only Terrier's own read is.
    public var rights: Rights? { makeRights?() }
    /// Only `terrier policy` and its like need the rights, so they do not stay in the memory of the service.
    private var makeRights: (@Sendable () -> Rights)?
    /// What its read was tried on.
    public var tried = Trial.emulated
    /// What is asked besides, where an instance that is there may still not work: the targets of a target group. It never says
    /// that the instance is missing.
    public var also: [Read] = []
    /// Attributes by which other instances are judged: the policies that a state gives a role. `inline_policy.name` is the
    /// attribute `name` of each block `inline_policy`.
    var told: Set<String> = []

    public init(
        _ name: String, data: DataKeeping = .none, undelete: Undelete? = nil, arn: ARNSubject = .itself,
        read: Read
    ) {
        self.name = name
        self.data = data
        self.undelete = undelete
        self.arn = arn
        self.read = read
    }

    /// The same type with the rights of the provider's calls.
    func granting(_ rights: @autoclosure @escaping @Sendable () -> Rights) -> ResourceType {
        var type = self
        type.makeRights = rights
        return type
    }

    /// The attributes of the state that asking and importing need, besides `id` and `arn`.
    public var attributes: Set<String> {
        also.reduce(
            into: read.attributes.union(told).union(undelete?.attributes ?? []).union(importID.attributes)
        ) {
            $0.formUnion($1.attributes)
        }
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
