/// Whether the credentials in use were shown to be those of the stack's account.
public enum AccountProof: Sendable, Equatable {
    /// `sts:GetCallerIdentity` named the expected account.
    case shown(account: String)
    /// It named another one.
    case other(account: String, expected: String)
    case unknown(Unknown)
}
