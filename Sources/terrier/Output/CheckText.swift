import Decisions
import Watchdog

/// What `terrier check` prints without `--json`.
enum CheckText {
    static func text(_ checkRun: CheckRun) -> String {
        let observation = checkRun.observation
        var lines = [
            "\(checkRun.policy.stack): \(checkRun.checkResult.verdict.rawValue) (mode \(checkRun.policy.mode.rawValue))"
        ]
        if let snapshot = observation.snapshot {
            lines.append(
                "  state serial \(snapshot.serial), \(snapshot.resources) resources, \(snapshot.bytes) bytes")
        }
        for rule in checkRun.checkResult.tripped {
            lines.append("  tripped \(rule.name): \(rule.when) (\(rule.severity.rawValue), \(rule.respond))")
        }
        if let fault = checkRun.bookFault { lines.append("  breakers unknown: \(fault)") }
        lines += (checkRun.checkResult.breakers ?? []).map {
            "  \(BreakerReport($0).text(stack: checkRun.policy.stack))"
        }
        for address in observation.missing { lines.append("  missing \(address)") }
        for address in observation.untracked {
            lines.append("  untracked \(address): exists in AWS, and is not in the state")
        }
        for instance in observation.instances {
            if case .unhealthy(let status) = instance.status {
                lines.append("  unhealthy \(instance.address): \(status)")
            }
        }
        lines.append(readings(Array(observation.readings)))
        return lines.joined(separator: "\n")
    }

    static func readings(_ readings: [Reading]) -> String {
        var last: Unknown?
        let rows = readings.map { reading -> [String] in
            // The same long reason often applies to several readings in a row.
            defer { last = reading.reason }
            switch reading.outcome {
            case .known(let value):
                let samples = reading.samples.map { " of \($0) requests" } ?? ""
                let about = reading.about.map { "  \($0.text)" } ?? ""
                return [
                    "   ", reading.signal.name, (reading.signal.unit ?? .count).text(value) + samples + about,
                ]
            case .unknown(let reason):
                return [
                    "   ", reading.signal.name, reason == last ? "unknown (as above)" : "unknown (\(reason))",
                ]
            }
        }
        return Terminal.table(rows)
    }
}
