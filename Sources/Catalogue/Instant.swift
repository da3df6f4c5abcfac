/// An instant as AWS writes it in a response.
enum Instant {
    /// Seconds since 1970 of a number, as JSON protocols write it, or of `2026-01-02T03:04:05Z`, with or without fractions of a
    /// second, as XML ones do ("Timestamp formats" of smithy.io). Nil for any other text.
    static func seconds(_ text: String) -> Double? {
        if let number = Double(text) { return number.isFinite && abs(number) < 1e12 ? number : nil }
        guard text.last == "Z", text.utf8.count >= 20 else { return nil }
        let halves = text.dropLast().split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let date = halves[0].split(separator: "-").compactMap { Int($0) }
        let whole = halves[1].split(separator: ".").first ?? ""
        let time = whole.split(separator: ":").compactMap { Int($0) }
        guard date.count == 3, time.count == 3, (1...9999).contains(date[0]), (1...12).contains(date[1]),
            (1...31).contains(date[2]), (0...23).contains(time[0]), (0...59).contains(time[1]),
            (0...60).contains(time[2])
        else { return nil }
        let days = days(year: date[0], month: date[1], day: date[2])
        return Double(days * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2])
    }

    /// Days since 1970 in the Gregorian calendar: years begin in March, so that the leap day is the last one of its year.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let years = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return years * 365 + years / 4 - years / 100 + years / 400 + dayOfYear - 719_468
    }
}
