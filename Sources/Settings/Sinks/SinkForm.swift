/// How entries of `notify:` of one kind are written, and which faults they can have.
public struct SinkForm: Sendable {
    /// Another key, which only this kind accepts.
    public struct Option: Sendable {
        public var key: String
        /// The message if an entry of another kind has this key.
        public var misplaced: String

        public init(_ key: String, misplaced: String) {
            self.key = key
            self.misplaced = misplaced
        }
    }

    /// The key that selects the kind and whose value is the target: `webhook`.
    public var key: String
    public var options: [Option]
    /// The message if an entry has `from`; nil if `from` is accepted.
    public var refusesFrom: String?
    /// Reads the target. If it is wrong, returns nil and records a fault that prints no address, because a path or a query may be
    /// a token.
    public var read: @Sendable (inout SinkEntry) -> SinkTarget?

    public init(
        _ key: String, options: [Option] = [], refusesFrom: String? = nil,
        read: @escaping @Sendable (inout SinkEntry) -> SinkTarget?
    ) {
        self.key = key
        self.options = options
        self.refusesFrom = refusesFrom
        self.read = read
    }
}
