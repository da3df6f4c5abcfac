extension Duration {
    /// Whole milliseconds, rounded towards zero. A time too long for that becomes the longest that is not.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, isTooLongNow) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return isTooLong || isTooLongNow ? .nearest(toOverflowOf: seconds) : sum
    }

    /// A time as readings and rows have it. One longer than 30 million years becomes that long; what is not a number becomes zero.
    public init(inSeconds seconds: Double) {
        self = .milliseconds(seconds.isNaN ? 0 : Int64(min(max(seconds, -1e15), 1e15) * 1000))
    }

    /// Seconds as a floating-point number, for ratios and for signals.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// As durations are written in the configuration: `45s`, `1h 30m`, `250ms`. At most the two largest units.
    public var words: String { words(units: 2) }

    /// Only the largest unit: `4m` for 4 minutes and 12 seconds.
    public var largestUnit: String { words(units: 1) }

    private func words(units most: Int) -> String {
        let total = milliseconds
        guard total >= 1000 else { return "\(total)ms" }
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
        var seconds = total / 1000
        var words: [String] = []
        for (size, letter) in units where seconds >= size {
            words.append("\(seconds / size)\(letter)")
            seconds %= size
        }
        return words.prefix(most).joined(separator: " ")
    }
}
