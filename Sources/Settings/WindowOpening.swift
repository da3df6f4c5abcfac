import Decisions

extension MaintenanceWindows {
    /// Whether there is an instant at which repairs may start, as far as these windows go.
    ///
    /// What opens does so where a window begins or ends, or else at once. Weekly windows are held against every week of one
    /// year, so that zones with different summer times are held against each other as they really stand.
    var everOpens: Bool {
        let once = windows.filter { !$0.time.isWeekly }
        let weekly = MaintenanceWindows(windows.filter(\.time.isWeekly))
        let onceAllowed = once.contains { $0.kind == .allow }
        // A denied span that comes once ends; what opens every week opens after it.
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

    /// The Mondays of 2026, in UTC.
    private static let weeks = (0..<52).map { Timestamp(seconds: 1_767_571_200 + $0 * 7 * 86_400) }
}
