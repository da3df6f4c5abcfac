import Decisions

extension MaintenanceWindows {
    /// Whether these windows allow repairs to start at any time at all.
    ///
    /// The result can only change where a window begins or ends, so only those times and the first one are checked. Weekly windows
    /// are checked in every week of one year, so that differences in daylight saving time between zones are included.
    var everOpens: Bool {
        let once = windows.filter { !$0.time.isWeekly }
        let weekly = MaintenanceWindows(windows.filter(\.time.isWeekly))
        let onceAllowed = once.contains { $0.kind == .allow }
        // A denied span that happens once ends, and what opens every week opens after it.
        if !onceAllowed || weekly.windows.contains(where: { $0.kind == .allow }) {
            if Self.weeks.contains(where: { weekly.opens(inWeekAfter: $0) }) { return true }
        }
        let ends = once.flatMap { $0.boundaries(after: Self.weeks[0]) }
        return onceAllowed && ends.contains { opens(inWeekAfter: $0) }
    }

    private func opens(inWeekAfter instant: Timestamp) -> Bool {
        if state(at: instant) == .open { return true }
        return windows.contains { window in
            window.boundaries(after: instant).contains { state(at: $0) == .open }
        }
    }

    /// The Mondays of 2026, 00:00 UTC.
    private static let weeks = (0..<52).map { Timestamp(seconds: 1_767_571_200 + $0 * 7 * 86_400) }
}
