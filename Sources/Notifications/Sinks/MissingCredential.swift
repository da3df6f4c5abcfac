public import Settings

/// A credential that the configuration names and the service manager has not provided, or that is not valid.
public struct MissingCredential: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name that `LoadCredential=` gives it (systemd.exec(5)).
    public var name: String
    /// One line; nothing of the credential itself.
    public var why: String

    public init(name: String, why: String) {
        self.name = name
        self.why = why
    }

    public var description: String {
        "no credential '\(name)': \(why); put it where LoadCredential=\(name) of the unit says, then restart the unit"
    }
}

extension SenderTools {
    /// Credentials that sinks need and that are missing. The service manager provides credentials at a start only: what is missing
    /// then stays missing.
    public func missingCredentials(of sinks: [Sink]) async -> [MissingCredential] {
        var missing: [MissingCredential] = []
        for target in sinks.map(\.target) {
            guard let lacking = await target.definition?.missingCredential(target, self),
                !missing.contains(lacking)
            else { continue }
            missing.append(lacking)
        }
        return missing
    }
}
