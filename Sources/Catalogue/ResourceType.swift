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
    /// How an instance that is scheduled for deletion is brought back; nil if its service cannot.
    public var undelete: Undelete?

    public init(_ name: String, data: DataKeeping = .none, undelete: Undelete? = nil, read: Read) {
        self.name = name
        self.data = data
        self.undelete = undelete
        self.read = read
    }

    /// The attributes of the state that asking needs, besides `id` and `arn`.
    public var attributes: Set<String> { read.attributes.union(undelete?.attributes ?? []) }
}
