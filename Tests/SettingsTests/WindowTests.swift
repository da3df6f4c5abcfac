import Decisions
import Foundation
import Testing

@testable import Settings

@Suite struct WindowTests {
    private func windows(_ entries: String...) throws -> MaintenanceWindows {
        try settings(stack(["guardrails: {windows: [\(entries.joined(separator: ", "))]}"])).windows
    }

    /// Parses a time: `2026-10-25T00:30:00Z`.
    private func at(_ text: String) throws -> Timestamp {
        Timestamp(seconds: Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970))
    }

    private func isOpen(_ windows: MaintenanceWindows, _ text: String) throws -> Bool {
        windows.state(at: try at(text)) == .open
    }

    @Test func withoutWindowsRepairsMayStartAtAnyTime() throws {
        #expect(MaintenanceWindows().state(at: Timestamp(seconds: 0)) == .open)
        #expect(try windows().windows.isEmpty)
    }

    /// Seoul is nine hours ahead of UTC all year. 2026-03-06 was a Friday.
    static let seoul: [(text: String, inside: [String], outside: [String])] = [
        (
            "Fri 18:00 - Mon 08:00",
            ["2026-03-06T09:00:00Z", "2026-03-07T12:00:00Z", "2026-03-08T15:00:00Z", "2026-03-08T22:59:59Z"],
            ["2026-03-06T08:59:59Z", "2026-03-08T23:00:00Z", "2026-03-04T00:00:00Z"]
        ),
        (
            "22:00 - 06:00", ["2026-03-06T13:00:00Z", "2026-03-06T20:59:59Z", "2026-03-08T14:30:00Z"],
            ["2026-03-06T12:59:59Z", "2026-03-06T21:00:00Z"]
        ),
        (
            "Mon-Fri 09:00 - 17:00", ["2026-03-06T00:00:00Z", "2026-03-06T07:59:00Z"],
            ["2026-03-06T08:00:00Z", "2026-03-05T23:59:00Z", "2026-03-07T03:00:00Z"]
        ),
        (
            "sat,Sunday 00:00 - 24:00", ["2026-03-06T15:00:00Z", "2026-03-08T14:59:59Z"],
            ["2026-03-06T14:59:59Z", "2026-03-08T15:00:00Z"]
        ),
        // On Sunday and Monday, each until the next day.
        (
            "Sun-Mon 22:00 - 02:00",
            ["2026-03-08T13:00:00Z", "2026-03-08T16:59:00Z", "2026-03-09T16:59:00Z"],
            ["2026-03-07T13:00:00Z", "2026-03-08T17:00:00Z", "2026-03-10T13:30:00Z"]
        ),
        (
            "2026-12-24 00:00 - 2026-12-27 08:00",
            ["2026-12-23T15:00:00Z", "2026-12-26T22:59:59Z"],
            ["2026-12-23T14:59:59Z", "2026-12-26T23:00:00Z", "2027-12-25T00:00:00Z"]
        ),
    ]

    @Test(arguments: seoul)
    func everyFormIsComparedWithItsZonesWallClock(row: (text: String, inside: [String], outside: [String]))
        throws
    {
        let allowed = try windows("{allow: '\(row.text)', timezone: Asia/Seoul}")
        let denied = try windows("{deny: '\(row.text)', timezone: Asia/Seoul}")
        for instant in row.inside {
            #expect(try isOpen(allowed, instant), "\(instant)")
            #expect(
                denied.state(at: try at(instant)) == .closed("denied: \(row.text) Asia/Seoul"), "\(instant)")
        }
        for instant in row.outside {
            #expect(
                allowed.state(at: try at(instant)) == .closed("in no allowed window: \(row.text) Asia/Seoul"),
                "\(instant)")
            #expect(try isOpen(denied, instant), "\(instant)")
        }
    }

    /// Berlin: 2026-03-29 02:00 CET becomes 03:00 CEST (01:00 UTC); 2026-10-25 03:00 CEST becomes 02:00 CET (01:00 UTC).
    /// New York: 2026-03-08 02:00 EST becomes 03:00 EDT (07:00 UTC); 2026-11-01 02:00 EDT becomes 01:00 EST (06:00 UTC).
    static let changeovers: [(zone: String, text: String, inside: [String], outside: [String])] = [
        (
            "Europe/Berlin", "09:00 - 17:00", ["2026-01-15T08:00:00Z", "2026-07-15T07:00:00Z"],
            ["2026-01-15T07:59:59Z", "2026-07-15T06:59:59Z", "2026-07-15T15:00:00Z"]
        ),
        // The skipped hour: a window inside it does not happen on that day, but happens on other days.
        (
            "Europe/Berlin", "02:00 - 03:00", ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"],
            ["2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"]
        ),
        (
            "Europe/Berlin", "00:00 - 02:30", ["2026-03-29T00:59:59Z"], ["2026-03-29T01:00:00Z"]
        ),
        // The hour that happens twice is inside the window both times.
        (
            "Europe/Berlin", "Sun 02:00 - 03:00",
            ["2026-10-25T00:00:00Z", "2026-10-25T00:59:59Z", "2026-10-25T01:00:00Z", "2026-10-25T01:59:59Z"],
            ["2026-10-24T23:59:59Z", "2026-10-25T02:00:00Z"]
        ),
        (
            "Europe/Berlin", "2026-10-25 02:30 - 2026-10-25 04:00",
            ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:59:59Z"],
            ["2026-10-25T00:29:59Z", "2026-10-25T01:29:59Z", "2026-10-25T03:00:00Z"]
        ),
        (
            "America/New_York", "Sat 22:00 - Sun 02:00", ["2026-03-08T03:00:00Z", "2026-03-08T06:59:59Z"],
            ["2026-03-08T02:59:59Z", "2026-03-08T07:00:00Z"]
        ),
        (
            "America/New_York", "Sun 01:00 - 02:00",
            ["2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z", "2026-11-01T06:59:59Z"],
            ["2026-11-01T04:59:59Z", "2026-11-01T07:00:00Z"]
        ),
        (
            "America/New_York", "Sun 02:00 - 03:00", ["2026-03-15T06:30:00Z", "2026-11-01T07:30:00Z"],
            ["2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z", "2026-03-08T07:30:00Z"]
        ),
    ]

    @Test(arguments: changeovers)
    func daylightSavingChangesAreHandled(
        row: (zone: String, text: String, inside: [String], outside: [String])
    )
        throws
    {
        let allowed = try windows("{allow: '\(row.text)', timezone: \(row.zone)}")
        for instant in row.inside { #expect(try isOpen(allowed, instant), "\(instant)") }
        for instant in row.outside { #expect(try !isOpen(allowed, instant), "\(instant)") }
    }

    @Test func denyOverridesAllowAndOneAllowMustMatch() throws {
        let windows = try windows(
            "{allow: 'Mon-Fri 09:00 - 17:00', timezone: UTC}", "{allow: 'Sat 10:00 - 12:00', timezone: UTC}",
            "{deny: '12:00 - 13:00', timezone: UTC}")
        #expect(try isOpen(windows, "2026-03-06T11:59:59Z") && isOpen(windows, "2026-03-07T11:00:00Z"))
        #expect(windows.state(at: try at("2026-03-06T12:00:00Z")) == .closed("denied: 12:00 - 13:00 UTC"))
        #expect(
            windows.state(at: try at("2026-03-07T09:00:00Z"))
                == .closed("in no allowed window: Mon-Fri 09:00 - 17:00 UTC; Sat 10:00 - 12:00 UTC"))
    }

    @Test func wallClockConversionWorksBothWays() throws {
        let berlin = try #require(ZoneClock("Europe/Berlin"))
        for text in ["2026-01-15T08:00:00Z", "2026-07-15T07:00:00Z", "1969-12-31T23:59:00Z"] {
            let instant = try at(text)
            #expect(berlin.instant(of: berlin.minute(at: instant), near: instant) == instant)
        }
        #expect(WindowTime.days(year: 1970, month: 1, day: 1) == 0)
        #expect(WindowTime.days(year: 2000, month: 2, day: 29) == 11_016)
        #expect(WindowTime.days(year: 2100, month: 2, day: 29) == nil)
    }

    /// Each row with all faults that it has, one a line; a line is the beginning of the fault.
    static let table: [(entries: String, fault: String)] = [
        ("{timezone: UTC}", "4:28 a window has neither 'allow:' nor 'deny:'; add one of them"),
        (
            "{allow: '09:00 - 10:00', deny: '11:00 - 12:00', timezone: UTC}",
            "4:28 a window has both 'allow:' and 'deny:'"
        ),
        ("{allow: '09:00 - 10:00'}", "4:28 a window lacks 'timezone'"),
        (
            "{allow: '09:00 - 10:00', timezone: Asia/Soul}",
            "4:63 there is no time zone 'Asia/Soul'; did you mean 'Asia/Seoul'?"
        ),
        (
            "{allow: '09:00 - 10:00', timezone: seoul}",
            "4:63 there is no time zone 'seoul'; did you mean 'Asia/Seoul'?"
        ),
        ("{allow: '09:00 - 10:00', timezone: GMT+9}", "4:63 there is no time zone 'GMT+9'"),
        (
            "{alow: '09:00 - 10:00', timezone: UTC}",
            "4:28 a window has neither 'allow:' nor 'deny:'\n4:29 unknown key 'alow' in a window; did you mean 'allow'?"
        ),
        (
            "{allow: at night, timezone: UTC}",
            "4:36 'at night' is not a window; write it as 'Fri 18:00 - Mon 08:00'"
        ),
        ("{allow: '09:00-10:00', timezone: UTC}", "4:36 '09:00-10:00' is not a window"),
        ("{allow: '9:0 - 10:00', timezone: UTC}", "4:36 '9:0 - 10:00' is not a window"),
        (
            "{allow: 'Mon 09:00 - Tue Wed 10:00', timezone: UTC}",
            "4:36 'Mon 09:00 - Tue Wed 10:00' is not a window"
        ),
        ("{allow: '24:00 - 10:00', timezone: UTC}", "4:36 '24:00' is not a time of day"),
        ("{allow: '09:00 - 25:00', timezone: UTC}", "4:36 '25:00' is not a time of day"),
        (
            "{allow: 'Fry 18:00 - Mon 08:00', timezone: UTC}",
            "4:36 there is no day 'Fry'; did you mean 'Fri'?"
        ),
        (
            "{allow: 'Mon-Firday 18:00 - 20:00', timezone: UTC}",
            "4:36 there is no day 'Firday'; did you mean 'Fri'?"
        ),
        (
            "{allow: 'Weekend 18:00 - 20:00', timezone: UTC}",
            "4:36 there is no day 'Weekend'; the days are Mon, Tue, Wed, Thu, Fri, Sat, Sun"
        ),
        (
            "{allow: '2026-02-30 00:00 - 2026-03-01 00:00', timezone: UTC}",
            "4:36 there is no date '2026-02-30'"
        ),
        (
            "{allow: '2026-12-27 00:00 - 2026-12-24 08:00', timezone: UTC}",
            "4:36 '2026-12-27 00:00 - 2026-12-24 08:00' ends before it begins"
        ),
        (
            "{deny: '2026-12-27 08:00 - 2026-12-27 08:00', timezone: UTC}",
            "4:35 '2026-12-27 08:00 - 2026-12-27 08:00' has no length"
        ),
        ("{allow: '09:00 - 09:00', timezone: UTC}", "4:36 '09:00 - 09:00' has no length"),
        ("{allow: 'Mon 09:00 - Mon 09:00', timezone: UTC}", "4:36 'Mon 09:00 - Mon 09:00' has no length"),
        ("{deny: '00:00 - 24:00', timezone: UTC}", "4:35 '00:00 - 24:00' leaves no time of the week"),
        ("{deny: 'Mon 00:00 - Sun 24:00', timezone: UTC}", "4:35 'Mon 00:00 - Sun 24:00' leaves no time"),
        (
            "{deny: 'Mon-Fri 00:00 - 24:00', timezone: UTC}, {deny: 'Sat 00:00 - Mon 00:00', timezone: UTC}",
            "4:83 'Sat 00:00 - Mon 00:00' leaves no time"
        ),
        // Seoul is nine hours ahead of UTC all year: one window denies the first twelve hours of the day, the other the second.
        (
            "{deny: '00:00 - 12:00', timezone: UTC}, {deny: '21:00 - 09:00', timezone: Asia/Seoul}",
            "4:75 '21:00 - 09:00' leaves no time"
        ),
        (
            "{allow: 'Sat 10:00 - 12:00', timezone: UTC}, {deny: 'Fri 18:00 - Mon 08:00', timezone: UTC}",
            "4:36 'Sat 10:00 - 12:00' is completely inside denied windows"
        ),
        (
            "{allow: '2026-12-24 00:00 - 2026-12-25 00:00', timezone: UTC}, {deny: '2026-12-20 00:00 - 2027-01-05 00:00', timezone: UTC}",
            "4:36 '2026-12-24 00:00 - 2026-12-25 00:00' is completely inside denied windows"
        ),
        (
            "{allow: '2026-12-26 00:00 - 2026-12-27 00:00', timezone: UTC}, {deny: 'Sat,Sun 00:00 - 24:00', timezone: UTC}",
            "4:36 '2026-12-26 00:00 - 2026-12-27 00:00' is completely inside denied windows"
        ),
    ]

    @Test(arguments: table)
    func eachWindowFaultHasItsPosition(row: (entries: String, fault: String)) {
        let found = faults(stack(["guardrails: {windows: [\(row.entries)]}"]))
        let named = row.fault.split(separator: "\n")
        #expect(found.count == named.count && zip(found, named).allSatisfy { $0.hasPrefix($1) }, "\(found)")
    }

    /// Windows that open only rarely are not a fault.
    @Test(arguments: [
        "{deny: '00:00 - 12:00', timezone: UTC}, {deny: '21:01 - 09:00', timezone: Asia/Seoul}",
        // Berlin is one hour ahead of UTC in winter and two in summer, so one hour stays open for half the year.
        "{deny: '00:00 - 23:00', timezone: UTC}, {deny: '00:00 - 01:00', timezone: Europe/Berlin}",
        "{allow: '2026-12-26 00:00 - 2026-12-28 01:00', timezone: UTC}, {deny: 'Sat,Sun 00:00 - 24:00', timezone: UTC}",
        "{allow: 'Sat 10:00 - 12:00', timezone: UTC}, {deny: 'Sat 10:00 - 11:59', timezone: UTC}",
        "{deny: '2026-01-01 00:00 - 2030-01-01 00:00', timezone: UTC}",
        "{allow: 'Mon 09:00 - 10:00', timezone: UTC}, {deny: '2026-01-01 00:00 - 2030-01-01 00:00', timezone: UTC}",
        "{allow: 'Mon-Sun 00:00 - 24:00', timezone: UTC}",
    ])
    func windowsThatOpenRarelyAreAccepted(entries: String) {
        #expect(faults(stack(["guardrails: {windows: [\(entries)]}"])) == [])
    }

    /// It runs in every cycle.
    @Test func checkingWindowsIsCheap() throws {
        let windows = try windows(
            "{allow: 'Mon-Fri 09:00 - 17:00', timezone: Asia/Seoul}",
            "{deny: 'Fri 18:00 - Mon 08:00', timezone: Europe/Berlin}")
        var open = 0
        // The processor time of this thread, so that other load does not matter.
        let began = threadTime()
        for hour in 0..<10_000 where windows.state(at: Timestamp(seconds: Int64(hour) * 3600)) == .open {
            open += 1
        }
        let time = threadTime() - began
        #expect(open > 0)
        #expect(time < .seconds(2), "\(time)")
    }

    /// The processor time that this thread has used (clock_gettime(2)).
    private func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
