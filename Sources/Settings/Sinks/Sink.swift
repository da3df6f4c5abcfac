public import Decisions

/// An entry of `notify:`: where people are told of what happens, besides the journal.
public struct Sink: Sendable, Equatable {
    public var target: SinkTarget
    /// What is less severe is not told; of no meaning for a ping.
    public var from: Severity

    public init(_ target: SinkTarget, from: Severity) {
        self.target = target
        self.from = from
    }
}

/// Where a sink's notices go. What its words mean is its kind's to say.
public struct SinkTarget: Sendable, Equatable {
    /// The key of `notify:` that names it: `webhook`.
    public var kind: String
    /// The value of that key: one word, as an address; or the words of a command, the program first.
    public var words: [String]
    /// Further keys of the entry that belong to this kind alone, as `secret_credential`.
    public var options: [String: String]

    public init(_ kind: String, _ words: [String], options: [String: String] = [:]) {
        self.kind = kind
        self.words = words
        self.options = options
    }

    /// The first word; empty where there is none.
    public var address: String { words.first ?? "" }
}
