import Testing

@testable import Decisions

/// `keep_snapshots:`, with the rules of `restic forget --keep-*`.
@Suite struct SnapshotRetentionTests {
    /// 2026-03-01T00:00:00Z, a Sunday.
    private static let midnight = Timestamp(seconds: 1_772_323_200)

    /// Snapshots at these numbers of minutes after midnight; their ids are 1, 2, ….
    private func candidates(_ minutes: [Int]) -> [SnapshotRetention.Candidate] {
        minutes.enumerated().map { place, minute in
            .init(id: Int64(place + 1), taken: Self.midnight + .seconds(60 * minute))
        }
    }

    private func kept(
        _ retention: SnapshotRetention, _ candidates: [SnapshotRetention.Candidate], now: Int = 1_000_000
    ) -> [Int64] {
        retention.verdicts(on: candidates, now: Self.midnight + .seconds(60 * now)).filter(\.isKept).map(\.id)
    }

    @Test func lastKeepsTheNewestOnes() {
        let minutes = candidates([0, 1, 2, 3, 4])
        #expect(kept(.init(last: 2), minutes) == [5, 4])
        #expect(kept(.init(last: 9), minutes) == [5, 4, 3, 2, 1])
        #expect(kept(.init(last: SnapshotRetention.all), minutes).count == 5)
        #expect(kept(.init(last: 1), []) == [])
    }

    @Test func newestOfEachPeriodIsKept() {
        // Two in each of three hours.
        #expect(kept(.init(hourly: 2), candidates([5, 50, 65, 110, 125, 170])) == [6, 4])
        // A count that is not used up keeps the oldest too.
        #expect(kept(.init(hourly: 4), candidates([5, 50, 65, 110, 125, 170])) == [6, 4, 2, 1])
        let day = 24 * 60
        #expect(kept(.init(daily: 2), candidates([1, day - 1, day, 2 * day - 1, 2 * day])) == [5, 4])
    }

    /// Boundaries in UTC: the week begins on Monday, and 1 March 2026 is a Sunday.
    @Test func calendarBoundariesAreThoseOfUTC() {
        let day = 24 * 60
        let sundayAndMonday = candidates([day - 1, day, day + 1])
        #expect(kept(.init(weekly: 2), sundayAndMonday) == [3, 1])
        #expect(kept(.init(daily: 2), sundayAndMonday) == [3, 1])
        // The last minute of February, and the first one of March.
        #expect(kept(.init(monthly: 2), candidates([-1, 0, 1, 2])) == [4, 1])
        #expect(kept(.init(hourly: 2), candidates([-1, 0, 1])) == [3, 1])
        // 2025-12-31T23:59Z and 2026-01-01T00:00Z.
        #expect(kept(.init(yearly: 2), candidates([-59 * day - 1, -59 * day, -59 * day + 1])) == [3, 1])
        // Before 1970 no period is longer than after it.
        let old = [-3_601, -1, 0].map { SnapshotRetention.Candidate(id: $0, taken: Timestamp(seconds: $0)) }
        #expect(kept(.init(hourly: 2), old) == [0, -1])
    }

    @Test func withinIsMeasuredFromTheNewestSnapshotThatIsNotInTheFuture() {
        #expect(kept(.init(within: .seconds(3600)), candidates([0, 39, 40, 41, 100])) == [5, 4])
        // A clock that was a year ahead for a moment removes nothing of the last hour.
        #expect(
            kept(.init(within: .seconds(3600)), candidates([0, 39, 60, 90, 600_000]), now: 91) == [
                5, 4, 3, 2,
            ])
    }

    /// A clock that is a year ahead when it is pruned removes nothing else, and one that is a year behind removes nothing of what
    /// is then in the future.
    @Test func clockThatIsAYearOffRemovesNothingElse() {
        let minutes = candidates(Array(0..<3000))
        let year = 365 * 24 * 60
        let right = kept(.standard, minutes, now: 3000)
        #expect(kept(.standard, minutes, now: 3000 + year) == right)
        #expect(kept(.standard, minutes, now: 3000 - year) == Array(minutes.map(\.id).reversed()))
    }

    /// What was stored while the clock was a year off takes no place of the others for long: the newest ones stay, and so does
    /// what is protected, in whichever order their times are.
    @Test(arguments: [365, -365]) func whatWasStoredWithAWrongClockLeavesTheOthers(days: Int) {
        var snapshots = candidates(Array(0..<3000))
        let (year, first) = (days * 24 * 60, Int64(snapshots.count + 1))
        for place in 0..<5 {
            snapshots.append(
                .init(id: first + Int64(place), taken: Self.midnight + .seconds(60 * (3000 + year + place))))
        }
        // The clock is right again.
        snapshots += (0..<10).map {
            .init(id: first + 5 + Int64($0), taken: Self.midnight + .seconds(60 * (3010 + $0)))
        }
        snapshots[2999].protection = ["incident s-1"]
        snapshots[snapshots.count - 1].protection = ["believed"]
        let left = Set(kept(.standard, snapshots, now: 3020))
        // A week of minutes is kept, the wrong times beside it by the counts.
        #expect(left.isSuperset(of: (1...3000).map(Int64.init)))
        #expect(left.isSuperset(of: (first + 5)..<(first + 15)))
    }

    @Test func reasonsAreSaidAndProtectedSnapshotsStay() {
        var snapshots = candidates([0, 1, 2])
        snapshots[0].protection = ["label before"]
        let verdicts = SnapshotRetention(last: 1, daily: 1, within: .seconds(30)).verdicts(
            on: snapshots, now: Self.midnight + .seconds(600))
        #expect(
            verdicts.map(\.reasons) == [["within 30s", "last", "daily"], [], ["label before"]], "\(verdicts)")
    }

    /// What was kept once is kept in the next pruning too, as long as nothing new was stored.
    @Test func secondPruningRemovesNothing() {
        let all = candidates((0..<3000).map { $0 * 7 })
        let retention = SnapshotRetention(
            last: 3, hourly: 5, daily: 4, weekly: 3, monthly: 2, within: .seconds(999))
        let once = Set(kept(retention, all))
        #expect(once.count > 8 && once.count < 30)
        #expect(Set(kept(retention, all.filter { once.contains($0.id) })) == once)
    }

    /// A year in which a stack changes every minute.
    @Test func standardKeepsFewEnoughOfAYear() {
        var left: [SnapshotRetention.Candidate] = []
        var most = 0
        for decade in 0..<36 {
            left += candidates((0..<14_400).map { decade * 14_400 + $0 }).map {
                .init(id: $0.id + Int64(decade * 14_400), taken: $0.taken)
            }
            let now = Self.midnight + .seconds((decade + 1) * 14_400 * 60)
            let kept = Set(SnapshotRetention.standard.verdicts(on: left, now: now).filter(\.isKept).map(\.id))
            left = left.filter { kept.contains($0.id) }
            most = max(most, left.count)
        }
        // A week of minutes, and what the counts keep besides. The service prunes daily, so a day of minutes comes to that.
        #expect(most > 7 * 1440 && most < 7 * 1440 + 200)
    }
}
