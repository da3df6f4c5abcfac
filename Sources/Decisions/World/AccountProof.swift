/// Whether the credentials in use were shown to be those of the stack's account.
public enum AccountProof: Sendable, Equatable {
    /// `sts:GetCallerIdentity` named the expected account.
    case shown(account: String)
    /// It named another one.
    case other(account: String, expected: String)
    case unknown(Unknown)

    /// Why nothing that these credentials are told may be believed; nil where they are of the expected account.
    public var doubt: Unknown? {
        switch self {
        case .shown: return nil
        case .other(let account, let expected):
            return Unknown(
                .wrongAccount, "the credentials belong to \(account), the stack's account is \(expected)")
        case .unknown(let reason): return reason
        }
    }
}
