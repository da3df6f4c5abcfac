/// Whether a stack is only watched, or repaired too.
public enum Mode: String, Sendable, Codable, CaseIterable {
    case observe
    case act
}
