import Foundation

/// A requirement of a test on the machine. If it is not met, the test is skipped with a message; with `CI=true` the test runs
/// and fails.
public enum Requirement: Sendable {
    case terraform
    case moto
    /// A second emulator, which has a CloudTrail.
    case ministack
    /// Root, and a systemd that can be booted in its own namespaces.
    case systemd
    case python
    case sqlite3
    case man
    /// The package that `make deb` builds, up to date with the sources.
    case package

    public var isMet: Bool {
        switch self {
        case .terraform: return Self.program("terraform") != nil
        case .moto: return Machine.moto != nil
        case .ministack: return Ministack.program != nil
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

    /// The path of a program in `PATH`; nil if there is none.
    public static func program(_ name: String) -> String? {
        (Machine.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }
}
