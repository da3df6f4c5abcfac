public import Decisions

/// The state changes of a stack's alarms, as seen over several cycles.
///
/// CloudWatch's own history is not queried, because what the cycles see is enough. An alarm flaps if it has changed its state
/// at least four times within ten minutes.
public struct AlarmHistory: Sendable, Equatable, Codable {
    /// The number of changes within `window` at which an alarm flaps.
    public static let limit = 4
    public static let window = Duration.seconds(600)

    struct Alarm: Sendable, Equatable, Codable {
        var state: AlarmReport.State
        var changed: Timestamp?
        /// Oldest first. Only as many are kept as are needed to flap.
        var changes: [Timestamp] = []
    }

    /// By address. Only looked up, never iterated where order matters.
    private(set) var alarms: [String: Alarm] = [:]

    public init() {}

    /// Records the reports of one cycle and returns them, each with whether its alarm flaps.
    public mutating func take(_ reports: [AlarmReport], at now: Timestamp) -> [AlarmReport] {
        let answer = reports.map { report in
            var report = report
            report.flapping = take(report, at: now)
            return report
        }
        return answer
    }

    /// Removes the alarms that the state no longer names. Alarms without a report in this cycle stay.
    public mutating func keep(only addresses: [Address]) {
        let names = Set(addresses.map(\.description))
        alarms = alarms.filter { names.contains($0.key) }
    }

    private mutating func take(_ report: AlarmReport, at now: Timestamp) -> Bool {
        let name = report.address.description
        guard var alarm = alarms[name] else {
            alarms[name] = Alarm(state: report.state, changed: report.changed)
            return false
        }
        if alarm.state != report.state {
            alarm.changes.append(now)
        } else if let before = alarm.changed, let changed = report.changed, changed > before {
            // It changed and changed back between two cycles.
            alarm.changes += [now, now]
        }
        alarm.state = report.state
        alarm.changed = report.changed
        // If the clock was set back, changes later than now would never expire.
        alarm.changes = alarm.changes.filter { $0 <= now && now - $0 < Self.window }.suffix(Self.limit)
        alarms[name] = alarm
        return alarm.changes.count >= Self.limit
    }
}
