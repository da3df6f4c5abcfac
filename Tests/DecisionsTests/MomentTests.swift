import Testing

@testable import Decisions

@Suite struct MomentTests {
    private func moment(_ uptime: Int, wall: Int64, boot: String = "b") -> Moment {
        Moment(wall: Timestamp(seconds: wall), boot: boot, uptime: .seconds(uptime))
    }

    /// The time since uptime 1000 of boot `b`, when the wall clock was 5000.
    @Test(arguments: [
        (1060, Int64(5060), "b", 60), (1060, 99_999, "b", 60), (1060, 0, "b", 60),
        (1000, 5000, "b", 0), (900, 6000, "b", 0),
        // Another boot: the difference of the wall clocks, but at least the time since that boot.
        (10, 5100, "c", 100), (200, 5100, "c", 200), (10, 0, "c", 10), (5000, 4000, "c", 5000),
    ])
    func wallClockDoesNotMatterWithinABoot(row: (uptime: Int, wall: Int64, boot: String, passed: Int)) {
        let now = moment(row.uptime, wall: row.wall, boot: row.boot)
        #expect(now.since(moment(1000, wall: 5000)) == .seconds(row.passed))
    }

    @Test func timeAdvancesOnBothClocks() {
        var now = moment(10, wall: 20)
        now.advance(by: .seconds(5))
        #expect(now == moment(15, wall: 25))
    }
}
