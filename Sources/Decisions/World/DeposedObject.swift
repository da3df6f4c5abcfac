/// An object that Terraform has replaced and not deleted yet: it is in the state beside the current object of its instance, or
/// alone, if the creation of the new object did not complete (`create_before_destroy`). The next apply deletes it.
public struct DeposedObject: Sendable, Equatable, Hashable {
    public var address: Address
    /// Eight hexadecimal digits, as `terraform plan` prints them.
    public var key: String
    /// Whether its instance has no current object.
    public var isAlone: Bool

    public init(address: Address, key: String, isAlone: Bool) {
        self.address = address
        self.key = key
        self.isAlone = isAlone
    }
}
