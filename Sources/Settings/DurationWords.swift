extension Duration {
    /// Parses a duration as it is written in the configuration and in options: `45s`, `2h`, `1h 30m`. Nil if the text is not
    /// a duration.
    public init?(words text: String) {
        guard let duration = ValueText.duration(text) else { return nil }
        self = duration
    }
}
