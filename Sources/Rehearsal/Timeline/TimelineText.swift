import Decisions
import Notifications

extension Timeline {
    /// The timeline as text for people: a heading for each day, a line for each event, long quiet times folded into one line, and
    /// the summary at the end. Times are UTC.
    public var lines: [String] {
        var lines: [String] = []
        var last: Timestamp?
        for shown in folded {
            guard case .entry(let entry) = shown else {
                if case .repeated(let times, let until) = shown {
                    let often = times == 1 ? "once more" : "\(times) times more"
                    lines.append(
                        "            \(Self.padded("…"))  the same \(often), until \(until.dayAndTime.time)")
                    last = until
                }
                continue
            }
            if let last { lines += Self.quiet(from: last, to: entry.at) }
            let (day, time) = entry.at.dayAndTime
            if day != last?.dayAndTime.day { lines.append("\(entry.at.weekday) \(day), times are UTC") }
            lines.append("  \(time)  \(Self.padded(entry.kind.rawValue))  \(entry.what)")
            last = entry.at
        }
        if let last { lines += Self.quiet(from: last, to: end) }
        lines.append(summary)
        return lines
    }

    /// A time without events gets a line only if it is at least this long.
    private static let quiet = Duration.seconds(600)

    private static func quiet(from: Timestamp, to: Timestamp) -> [String] {
        let length = to - from
        return length < quiet ? [] : ["            \(padded("…"))  nothing for \(length.words)"]
    }

    private static func padded(_ word: String) -> String {
        word + String(repeating: " ", count: max(0, 11 - word.count))
    }
}

extension Timestamp {
    /// `2026-03-02` and `09:10:02`
    fileprivate var dayAndTime: (day: String, time: String) {
        let text = description
        return (String(text.prefix(10)), String(text.dropFirst(11).prefix(8)))
    }

    /// The first of January 1970 was a Thursday, hence the 4.
    fileprivate var weekday: String {
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let day = ((rest < 0 ? days - 1 : days) + 4) % 7
        return ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int((day + 7) % 7)]
    }
}
