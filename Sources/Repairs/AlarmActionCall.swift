import Decisions

/// One call that turns alarms' actions on or off: for one region of one account, with at most as many names as CloudWatch takes in one call.
struct AlarmActionCall: Equatable {
    /// CloudWatch's `AlarmNames` holds at most 100 (API reference, DisableAlarmActions).
    static let mostNames = 100

    /// The entry of `providers:` whose credentials are used; nil for the stack's own.
    var provider: String?
    var region: String
    var names: [String]

    static func calls(for alarms: [AlarmReport]) -> [AlarmActionCall] {
        var names: [[String]: [AlarmReport]] = [:]
        for alarm in alarms { names[[alarm.provider ?? "", alarm.region], default: []].append(alarm) }
        return names.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { _, all in
            stride(from: 0, to: all.count, by: mostNames).map { start in
                let part = all[start..<min(start + mostNames, all.count)]
                return AlarmActionCall(
                    provider: all[0].provider, region: all[0].region, names: part.map(\.name))
            }
        }
    }
}
