/// Something that the operator must know in addition to a policy.
public enum PolicyRemark: Sendable, Equatable, CustomStringConvertible {
    /// Rights are missing from the policy, or AWS does not accept it as it is.
    case warning(String)
    case note(String)

    /// The line that the commands print.
    public var description: String {
        switch self {
        case .warning(let text): return "warning: \(text)"
        case .note(let text): return "note: \(text)"
        }
    }
}

/// Why no policy can be made.
public struct PolicyFault: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String
}
