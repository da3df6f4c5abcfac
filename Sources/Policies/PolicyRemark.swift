/// What a policy does not say by itself.
public enum PolicyRemark: Sendable, Equatable, CustomStringConvertible {
    /// The policy lacks something, or is not taken by AWS as it stands.
    case warning(String)
    case note(String)

    /// As the commands print it.
    public var description: String {
        switch self {
        case .warning(let text): return "warning: \(text)"
        case .note(let text): return "note: \(text)"
        }
    }
}

/// Why there is no policy.
public struct PolicyFault: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String
}
