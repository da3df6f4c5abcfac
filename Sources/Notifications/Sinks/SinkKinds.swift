public import Settings

/// Every kind of sink.
public enum SinkKinds {
    /// In the order in which faults and documents name them.
    static let all: [any SinkKind.Type] = [
        WebhookSink.self, AlertmanagerSink.self, SNSSink.self, CommandSink.self, PingSink.self,
    ]

    /// The formats of the entries under `notify:`.
    public static let forms: [SinkForm] = all.map { $0.form }
}

/// Reads a configuration with every kind of sink.
///
/// - Throws: all faults in it, in the order of their positions.
public func parse(_ text: String, file: String) throws(SettingsFaults) -> Configuration {
    try parse(text, file: file, sinks: SinkKinds.forms)
}

/// Reads a configuration file with every kind of sink.
public func load(_ path: String) async throws(SettingsFaults) -> Configuration {
    try await load(path, sinks: SinkKinds.forms)
}

extension SinkTarget {
    /// Nil for a target whose kind this program does not have.
    var definition: (any SinkKind.Type)? { SinkKinds.all.first { $0.form.key == kind } }

    /// The AWS actions that it calls, for the watcher's minimal IAM policy.
    public var calls: [SinkPermission] { definition?.calls(self) ?? [] }
}
