/// Whether the credentials in use are verified to belong to the stack's account.
public enum AccountProof: Sendable, Equatable {
    /// `sts:GetCallerIdentity` returned the expected account.
    case shown(account: String)
    /// It returned another account.
    case other(account: String, expected: String)
    case unknown(Unknown)

    /// Why nothing that AWS returns for these credentials may be believed; nil if they belong to the expected account.
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
