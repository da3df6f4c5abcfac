import Foundation

/// Why a text is not the time of a window.
struct WindowFault: Error, Equatable {
    var message: String
}

/// Parses the time of a window:
///
///     Fri 18:00 - Mon 08:00                  once a week
///     22:00 - 06:00                          every day; ends on the next day if the end is earlier than the start
///     Mon-Fri 09:00 - 17:00                  on some days: a range, or a list such as Sat,Sun
///     2026-12-24 00:00 - 2026-12-27 08:00    once
struct WindowText {
    static let dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    private let text: String

    /// - Throws: `WindowFault`, which says what in the text is wrong.
    static func time(_ text: String) throws(WindowFault) -> WindowTime {
        try WindowText(text: text).time()
    }

    private func time() throws(WindowFault) -> WindowTime {
        let sides = text.replacing("–", with: "-").components(separatedBy: " - ").map { side in
            side.split(separator: " ").map(String.init)
        }
        guard sides.count == 2, let from = sides[0].last, let to = sides[1].last else { throw malformed }
        let start = try clock(from)
        let end = try clock(to, isEnd: true)
        let (before, after) = (Array(sides[0].dropLast()), Array(sides[1].dropLast()))
        switch (before.count, after.count) {
        case (0, 0): return try daily(Array(0...6), start, end)
        case (1, 1) where before[0].first?.isNumber == true: return try once(before[0], start, after[0], end)
        case (1, 1): return try weekly(try day(before[0]), start, try day(after[0]), end)
        case (1..., 0): return try daily(try days(before.joined()), start, end)
        default: throw malformed
        }
    }

    private var malformed: WindowFault {
        WindowFault(
            message:
                "'\(text)' is not a window; write it as 'Fri 18:00 - Mon 08:00', '22:00 - 06:00', 'Mon-Fri 09:00 - 17:00' "
                + "or '2026-12-24 00:00 - 2026-12-27 08:00'")
    }

    private func weekly(_ first: Int, _ start: Int64, _ last: Int, _ end: Int64) throws(WindowFault)
        -> WindowTime
    {
        let from = Int64(first) * WindowTime.day + start
        let to = Int64(last) * WindowTime.day + end
        guard from != to else {
            throw WindowFault(
                message:
                    "'\(text)' has no length: it ends where it begins; for the whole week write 'Mon-Sun 00:00 - 24:00'"
            )
        }
        let minutes = (to - from + WindowTime.week) % WindowTime.week
        // Monday 00:00 to Sunday 24:00 is the whole week, for which the remainder is 0.
        return WindowTime(
            kind: .weekly(WindowTime.wrapping(from: from, lasting: minutes == 0 ? WindowTime.week : minutes)))
    }

    private func daily(_ days: [Int], _ start: Int64, _ end: Int64) throws(WindowFault) -> WindowTime {
        guard start != end else {
            throw WindowFault(
                message:
                    "'\(text)' has no length: it ends where it begins; for whole days write '00:00 - 24:00'")
        }
        let minutes = end > start ? end - start : end - start + WindowTime.day
        return WindowTime(
            kind: .weekly(
                days.flatMap {
                    WindowTime.wrapping(from: Int64($0) * WindowTime.day + start, lasting: minutes)
                }))
    }

    private func once(_ first: String, _ start: Int64, _ last: String, _ end: Int64) throws(WindowFault)
        -> WindowTime
    {
        let from = try date(first) + start
        let to = try date(last) + end
        guard from < to else {
            throw WindowFault(
                message: from == to
                    ? "'\(text)' has no length: it ends where it begins; write a later end"
                    : "'\(text)' ends before it begins; swap its ends")
        }
        return WindowTime(kind: .once(.init(start: from, end: to)))
    }

    /// `08:00`; also `24:00` at the end of a span.
    private func clock(_ word: String, isEnd: Bool = false) throws(WindowFault) -> Int64 {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(Self.isNumber), (1...2).contains(parts[0].count),
            parts[1].count == 2, let hour = Int64(parts[0]), let minute = Int64(parts[1])
        else { throw malformed }
        guard minute < 60, hour < 24 || (isEnd && hour == 24 && minute == 0) else {
            throw WindowFault(
                message:
                    "'\(word)' is not a time of day; write it as 08:00, from 00:00 to 23:59, or 24:00 at an end"
            )
        }
        return hour * 60 + minute
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// The first minute of a date: `2026-12-24`.
    private func date(_ word: String) throws(WindowFault) -> Int64 {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy(Self.isNumber),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            let days = WindowTime.days(year: year, month: month, day: day)
        else {
            throw WindowFault(message: "there is no date '\(word)'; write it as 2026-12-24")
        }
        return days * WindowTime.day
    }

    /// `Mon`, `Mon-Fri`, `Sat,Sun`: day numbers from Monday = 0, without duplicates, in the order of the week.
    private func days(_ words: String) throws(WindowFault) -> [Int] {
        var days: Set<Int> = []
        for word in words.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = word.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            guard let first = ends.first, let last = ends.last, ends.count <= 2 else { throw malformed }
            var day = try self.day(first)
            let end = try self.day(last)
            days.insert(day)
            while day != end {
                day = (day + 1) % 7
                days.insert(day)
            }
        }
        return days.sorted()
    }

    /// `Mon` or `Monday`, as a number from 0.
    private func day(_ word: String) throws(WindowFault) -> Int {
        let lowercased = word.lowercased()
        let found = Self.dayNames.firstIndex { name in
            lowercased == name.lowercased() || lowercased == name.prefix(3).lowercased()
        }
        if let found { return found }
        let names = Self.dayNames.map { String($0.prefix(3)) }
        let nearest = ValueText.nearest(word, among: names) ?? ValueText.nearest(word, among: Self.dayNames)
        let near =
            nearest.map { "did you mean '\($0.prefix(3))'?" }
            ?? "the days are \(names.joined(separator: ", "))"
        throw WindowFault(message: "there is no day '\(word)'; \(near)")
    }
}
