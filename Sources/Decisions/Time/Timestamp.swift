/// A wall-clock time, for operators and records: milliseconds since 1970-01-01T00:00:00Z.
///
/// No decision depends on the wall clock alone, because clocks can jump. Ages come from counted, monotonic time.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A time too far away for milliseconds becomes the nearest that is not: a file or a row may hold any number.
    public init(seconds: Int64) {
        let (milliseconds, isTooFar) = seconds.multipliedReportingOverflow(by: 1000)
        self.milliseconds = isTooFar ? .nearest(toOverflowOf: seconds) : milliseconds
    }

    /// A time as clocks, files and services give it, with fractions of a second. One before the year 0 or after the year 9999
    /// becomes the nearest of these years; what is not a number becomes 1970.
    public init(secondsSince1970 seconds: Double) {
        self.milliseconds =
            seconds.isNaN ? 0 : Int64(min(max(seconds, -62_167_219_200), 253_402_300_799) * 1000)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    public static func + (left: Timestamp, right: Duration) -> Timestamp {
        let (sum, isTooFar) = left.milliseconds.addingReportingOverflow(right.milliseconds)
        return Timestamp(milliseconds: isTooFar ? .nearest(toOverflowOf: left.milliseconds) : sum)
    }

    /// The time from `right` to `left`; negative if the clock went back.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        let (time, isTooLong) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        return .milliseconds(isTooLong ? .nearest(toOverflowOf: left.milliseconds) : time)
    }

    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC, to the second: `2026-03-01T03:00:00Z`.
    public var description: String {
        let seconds = milliseconds.flooredDivision(by: 1000)
        let days = seconds.flooredDivision(by: 86_400)
        let second = Int(seconds - days * 86_400)
        let (year, month, day) = Self.civil(days: days)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(year)-\(two(month))-\(two(day))T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }

    /// The Gregorian date of a day number, where 1970-01-01 is day 0
    /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
    static func civil(days: Int64) -> (year: Int64, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        let month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Int64 {
    /// The largest or the smallest number: what a result that needs more bits is nearest to.
    static func nearest(toOverflowOf number: Int64) -> Int64 { number < 0 ? .min : .max }

    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
