public import Decisions

/// Where people are told of what happens, besides the journal.
public struct SinkSettings: Sendable, Equatable {
    public enum Target: Sendable, Equatable {
        /// The Standard Webhooks form. The secret that signs is in a file of this name in the credentials directory.
        case webhook(url: String, secretCredential: String?)
        /// The address of an Alertmanager, without a path.
        case alertmanager(url: String)
        /// A topic's ARN.
        case sns(topic: String)
        /// An argument list; what is told comes as JSON on standard input.
        case command([String])
        /// A dead man's switch in the healthchecks.io form.
        case ping(url: String)
    }

    public var target: Target
    /// What is less severe is not told; of no meaning for a ping.
    public var from: Severity

    public init(_ target: Target, from: Severity) {
        self.target = target
        self.from = from
    }
}
