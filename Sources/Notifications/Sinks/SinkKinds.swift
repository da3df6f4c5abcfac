public import Settings

/// Every kind of sink.
public enum SinkKinds {
    /// In the order in which faults and documents name them.
    static let all: [any SinkKind.Type] = [
        WebhookSink.self, AlertmanagerSink.self, SNSSink.self, CommandSink.self, PingSink.self,
    ]

    /// What entries of `notify:` may be.
    public static let forms: [SinkForm] = all.map { $0.form }
}

/// Reads a configuration with every kind of sink.
///
/// - Throws: every fault of it, in the order of their places.
public func parse(_ text: String, file: String) throws(SettingsFaults) -> Configuration {
    try parse(text, file: file, sinks: SinkKinds.forms)
}

/// Reads a configuration file with every kind of sink.
public func load(_ path: String) async throws(SettingsFaults) -> Configuration {
    try await load(path, sinks: SinkKinds.forms)
}

extension SinkTarget {
    /// Nil for a target that no configuration of this program names.
    var definition: (any SinkKind.Type)? { SinkKinds.all.first { $0.form.key == kind } }

    /// What AWS is asked to do, for the least policy of the watcher.
    public var calls: [SinkPermission] { definition?.calls(self) ?? [] }
}
