/// The time of a window, in minutes of a wall clock.
struct WindowTime: Sendable, Equatable {
    static let day: Int64 = 1440
    static let week: Int64 = 7 * day
    /// 1970-01-01 was a Thursday; weeks are counted from Monday 00:00.
    private static let thursday: Int64 = 3 * day

    /// A span of minutes, without its end.
    struct Span: Sendable, Equatable {
        var start: Int64
        var end: Int64
    }

    enum Kind: Sendable, Equatable {
        /// Minutes of the week, each from 0 to `week`.
        case weekly([Span])
        /// Minutes since 1970-01-01 00:00.
        case once(Span)
    }

    var kind: Kind

    /// Whether it repeats every week.
    var isWeekly: Bool {
        if case .weekly = kind { return true }
        return false
    }

    func contains(_ minute: Int64) -> Bool {
        switch kind {
        case .once(let span): return span.start <= minute && minute < span.end
        case .weekly(let spans):
            let minute = Self.minuteOfWeek(minute)
            return spans.contains { $0.start <= minute && minute < $0.end }
        }
    }

    /// The minutes at which it begins or ends: the next of each in the week after `base`, or the two ends of the one span.
    func boundaries(after base: Int64) -> [Int64] {
        switch kind {
        case .once(let span): return [span.start, span.end]
        case .weekly(let spans):
            let now = Self.minuteOfWeek(base)
            return spans.flatMap { [$0.start, $0.end] }.map { base + ($0 - now + Self.week) % Self.week }
        }
    }

    private static func minuteOfWeek(_ minute: Int64) -> Int64 {
        let rest = (minute + thursday) % week
        return rest < 0 ? rest + week : rest
    }

    /// A span of the week. If it passes the end of the week, it is split and continues at the start of the week.
    static func wrapping(from start: Int64, lasting minutes: Int64) -> [Span] {
        let start = start % week
        let end = start + minutes
        guard end > week else { return [Span(start: start, end: end)] }
        return [Span(start: start, end: week), Span(start: 0, end: end - week)]
    }

    /// The day number of a Gregorian date, where 1970-01-01 is day 0; nil if there is no such date
    /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
    static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1, day <= lengths[Int(month) - 1]
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floored(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
