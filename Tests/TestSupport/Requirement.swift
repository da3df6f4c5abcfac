import Foundation

/// What a test needs of the machine. Where it is missing the test is skipped aloud; with `CI=true` it runs and fails.
public enum Requirement: Sendable {
    case terraform
    case moto
    /// Root, and a systemd that can be booted in namespaces of its own.
    case systemd
    case python
    case sqlite3
    case man
    /// What `make deb` builds, of the sources as they are.
    case package

    public var isMet: Bool {
        switch self {
        case .terraform: return Self.program("terraform") != nil
        case .moto: return Machine.moto != nil
        case .systemd:
            return getuid() == 0 && access("/lib/systemd/systemd", X_OK) == 0
                && Self.program("unshare") != nil
        case .python: return Self.program("python3") != nil
        case .sqlite3: return Self.program("sqlite3") != nil
        case .man: return Self.program("man") != nil && Self.program("groff") != nil
        case .package: return (try? BuiltPackage.path()) != nil
        }
    }

    /// For `.enabled(if:)`.
    public static func has(_ requirements: Requirement...) -> Bool {
        Machine.environment["CI"] == "true" || requirements.allSatisfy(\.isMet)
    }

    public static func program(_ name: String) -> String? {
        (Machine.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }
}
