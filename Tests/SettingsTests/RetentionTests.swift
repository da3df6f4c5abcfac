import Decisions
import Testing

@testable import Settings

@Suite struct RetentionTests {
    @Test func withoutKeepSnapshotsTheStandardApplies() throws {
        #expect(try settings(stack([])).keepSnapshots == .standard)
    }

    @Test func stackCanHaveItsOwnRetention() throws {
        let whole =
            "keep_snapshots: {last: 5, hourly: 4, daily: all, weekly: 3, monthly: 2, yearly: 1, within: 3d}\n"
        #expect(
            try settings(whole + stack([])).keepSnapshots
                == SnapshotRetention(
                    last: 5, hourly: 4, daily: SnapshotRetention.all, weekly: 3, monthly: 2, yearly: 1,
                    within: .seconds(3 * 86_400)))
        // What a stack does not name is not taken from the whole configuration.
        let own = try settings(whole + stack(["keep_snapshots: {daily: 9}"])).keepSnapshots
        #expect(own == SnapshotRetention(daily: 9))
    }

    @Test func faultsOfRetentionAreReported() {
        #expect(
            faults(stack(["keep_snapshots: {last: -1, dayly: 3, within: soon}"])) == [
                "4:28 last '-1' is not a number of snapshots; write a whole number, or all",
                "4:32 unknown key 'dayly' in keep_snapshots; did you mean 'daily'?",
                "4:50 within 'soon' is not a duration; write it as 45s, 5m, 1h 30m or 30d",
            ])
        let nothing = "keep_snapshots keeps nothing; write {last: all} to keep every snapshot"
        #expect(faults(stack(["keep_snapshots: {}"])) == ["4:21 \(nothing)"])
        #expect(faults(stack(["keep_snapshots: {last: 0}"])) == ["4:21 \(nothing)"])
        #expect(
            faults(stack(["keep_snapshots: 20"])) == [
                "4:21 keep_snapshots is not a mapping; write 'key: value' lines"
            ])
    }
}
