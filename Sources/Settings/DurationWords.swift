extension Duration {
    /// A duration as the configuration writes it, and options do: `45s`, `2h`, `1h 30m`; nil where the text is none.
    public init?(words text: String) {
        guard let duration = ValueText.duration(text) else { return nil }
        self = duration
    }
}
