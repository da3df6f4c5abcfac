import Decisions

/// One call that turns alarms' actions on or off: for one region, with at most as many names as CloudWatch takes in one call.
struct AlarmActionCall: Equatable {
    /// CloudWatch's `AlarmNames` holds at most 100 (API reference, DisableAlarmActions).
    static let mostNames = 100

    var region: String
    var names: [String]

    static func calls(for alarms: [AlarmReport]) -> [AlarmActionCall] {
        var names: [String: [String]] = [:]
        for alarm in alarms { names[alarm.region, default: []].append(alarm.name) }
        return names.keys.sorted().flatMap { region in
            let all = names[region] ?? []
            return stride(from: 0, to: all.count, by: mostNames).map { start in
                AlarmActionCall(
                    region: region, names: Array(all[start..<min(start + mostNames, all.count)]))
            }
        }
    }
}
