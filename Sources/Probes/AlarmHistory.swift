public import Decisions

/// The state changes of a stack's alarms, as one look after another showed them.
///
/// CloudWatch's own history is not asked for: the looks see enough. An alarm flaps when it has changed its state at least
/// four times within ten minutes.
public struct AlarmHistory: Sendable, Equatable, Codable {
    /// Changes within `window` from which on an alarm flaps.
    public static let limit = 4
    public static let window = Duration.seconds(600)

    struct Alarm: Sendable, Equatable, Codable {
        var state: AlarmReport.State
        var changed: Timestamp?
        /// The newest last; no more are kept than it takes to flap.
        var changes: [Timestamp] = []
    }

    /// By address; looked up, never iterated in an order that matters.
    private(set) var alarms: [String: Alarm] = [:]

    public init() {}

    /// Takes in a look, and answers with its reports, each saying whether its alarm flaps.
    public mutating func take(_ reports: [AlarmReport], at now: Timestamp) -> [AlarmReport] {
        let answer = reports.map { report in
            var report = report
            report.flapping = take(report, at: now)
            return report
        }
        return answer
    }

    /// Forgets the alarms that the state no longer names. Those that were not answered for stay.
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
            // It went there and back between two looks.
            alarm.changes += [now, now]
        }
        alarm.state = report.state
        alarm.changed = report.changed
        // Where the clock was put back, what lies ahead of it would never grow old.
        alarm.changes = alarm.changes.filter { $0 <= now && now - $0 < Self.window }.suffix(Self.limit)
        alarms[name] = alarm
        return alarm.changes.count >= Self.limit
    }
}
