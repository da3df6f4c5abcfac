public import Decisions

/// An entry of `notify:`: where notices are sent, besides the journal.
public struct Sink: Sendable, Equatable {
    public var target: SinkTarget
    /// The lowest severity that is sent. Has no meaning for a ping.
    public var from: Severity

    public init(_ target: SinkTarget, from: Severity) {
        self.target = target
        self.from = from
    }
}

/// The target of a sink. Its kind decides what the words mean.
public struct SinkTarget: Sendable, Equatable {
    /// The key of `notify:` that selects the kind: `webhook`.
    public var kind: String
    /// The value of that key: one word, such as an address, or the words of a command with the program first.
    public var words: [String]
    /// Other keys of the entry that only this kind has, such as `secret_credential`.
    public var options: [String: String]

    public init(_ kind: String, _ words: [String], options: [String: String] = [:]) {
        self.kind = kind
        self.words = words
        self.options = options
    }

    /// The first word; empty if there is none.
    public var address: String { words.first ?? "" }
}
