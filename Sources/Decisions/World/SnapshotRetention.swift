/// How many snapshots of a stack are kept (`keep_snapshots:`). The rules are those of `restic forget --keep-*` (restic's manual,
/// "Removing snapshots according to a policy"); hours, days, weeks (from Monday), months and years are those of UTC.
public struct SnapshotRetention: Sendable, Equatable {
    /// A count that keeps all.
    public static let all = Int.max

    /// The newest ones.
    public var last: Int
    /// The newest of each hour, day, week, month and year, for this many in which there is one.
    public var hourly: Int
    public var daily: Int
    public var weekly: Int
    public var monthly: Int
    public var yearly: Int
    /// All that are at most so much older than the newest one; nil for none.
    public var within: Duration?

    public init(
        last: Int = 0, hourly: Int = 0, daily: Int = 0, weekly: Int = 0, monthly: Int = 0, yearly: Int = 0,
        within: Duration? = nil
    ) {
        self.last = last
        self.hourly = hourly
        self.daily = daily
        self.weekly = weekly
        self.monthly = monthly
        self.yearly = yearly
        self.within = within
    }

    /// What is kept if the configuration does not say it: every change of a week, then fewer and fewer.
    public static let standard = SnapshotRetention(
        last: 20, hourly: 48, daily: 30, weekly: 12, monthly: 24, yearly: 10, within: .seconds(7 * 86_400))

    /// A snapshot as retention sees it.
    public struct Candidate: Sendable, Equatable {
        public var id: Int64
        public var taken: Timestamp
        /// Why it is kept whatever the counts say, in words; empty if only they decide.
        public var protection: [String]

        public init(id: Int64, taken: Timestamp, protection: [String] = []) {
            self.id = id
            self.taken = taken
            self.protection = protection
        }
    }

    /// What becomes of a snapshot.
    public struct Verdict: Sendable, Equatable {
        public var id: Int64
        /// Why it is kept, in words; empty if it is removed.
        public var reasons: [String]
        public var isKept: Bool { !reasons.isEmpty }

        public init(id: Int64, reasons: [String]) {
            self.id = id
            self.reasons = reasons
        }
    }

    /// Decides for every snapshot of one stack.
    ///
    /// As in restic, a protected snapshot counts like any other, and the oldest snapshot is kept while a count is not used up.
    ///
    /// - Parameter now: `within` is measured from the newest snapshot that is not in the future.
    /// - Returns: the newest first.
    public func verdicts(on candidates: [Candidate], now: Timestamp) -> [Verdict] {
        let sorted = candidates.sorted { ($0.taken, $0.id) > ($1.taken, $1.id) }
        let newest = sorted.first { $0.taken <= now }?.taken ?? now
        let horizon = within.map { newest + (.zero - $0) }
        var periods = Period.allCases.map { (period: $0, left: count(of: $0), last: Int64?.none) }
        return sorted.enumerated().map { place, candidate in
            var reasons = candidate.protection
            if let within, let horizon, candidate.taken > horizon { reasons.append("within \(within.words)") }
            for index in periods.indices where periods[index].left > 0 {
                let period = periods[index].period
                let number = period.number(of: candidate.taken, place: place)
                guard number != periods[index].last || place == sorted.count - 1 else { continue }
                periods[index].last = number
                if periods[index].left != Self.all { periods[index].left -= 1 }
                reasons.append(period.rawValue)
            }
            return Verdict(id: candidate.id, reasons: reasons)
        }
    }

    private func count(of period: Period) -> Int {
        switch period {
        case .last: return last
        case .hourly: return hourly
        case .daily: return daily
        case .weekly: return weekly
        case .monthly: return monthly
        case .yearly: return yearly
        }
    }

    /// What one count is about. The raw values are the words of the configuration and of the reasons.
    private enum Period: String, CaseIterable {
        case last, hourly, daily, weekly, monthly, yearly

        /// The number of the period that a time is in, in UTC; the same for two times of the same period only.
        func number(of time: Timestamp, place: Int) -> Int64 {
            let hour = time.milliseconds.flooredDivision(by: 3_600_000)
            let day = hour.flooredDivision(by: 24)
            switch self {
            case .last: return Int64(place)
            case .hourly: return hour
            case .daily: return day
            // Day 0, 1970-01-01, was a Thursday.
            case .weekly: return (day + 3).flooredDivision(by: 7)
            case .monthly:
                let (year, month, _) = Timestamp.civil(days: day)
                return year * 12 + Int64(month)
            case .yearly: return Timestamp.civil(days: day).year
            }
        }
    }
}
