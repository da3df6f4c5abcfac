/// How an entry of `notify:` of one kind is written, and what is a fault in it.
public struct SinkForm: Sendable {
    /// A further key, which no other kind takes.
    public struct Option: Sendable {
        public var key: String
        /// The fault of an entry of another kind that has it.
        public var misplaced: String

        public init(_ key: String, misplaced: String) {
            self.key = key
            self.misplaced = misplaced
        }
    }

    /// The key of the target, by which the kind is known: `webhook`.
    public var key: String
    public var options: [Option]
    /// The fault of an entry that has `from`; nil where it may.
    public var refusesFrom: String?
    /// Reads the target; nil, and a fault, where it is wrong. Faults print no address: a path or a query may be a token.
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
