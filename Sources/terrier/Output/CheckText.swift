import Decisions
import Watchdog

/// What `terrier check` prints without `--json`.
enum CheckText {
    static func text(_ checkRun: CheckRun) -> String {
        let observation = checkRun.observation
        let hint = checkRun.hasPlan ? "" : " (--plan)"
        var lines = [
            "\(checkRun.policy.stack): \(checkRun.checkResult.verdict.rawValue): \(observation.seenWords(hint: hint)) (mode \(checkRun.policy.mode.rawValue))"
        ]
        let objects = ObjectReport(observation)
        if let snapshot = observation.snapshot {
            lines.append(
                "  state serial \(snapshot.serial), \(snapshot.resources) resources, \(snapshot.bytes) bytes\(objects.counts)"
            )
        }
        if let unsaved = observation.unsavedState { lines.append("  unsaved state \(unsaved.words)") }
        for rule in checkRun.checkResult.tripped {
            lines.append("  tripped \(rule.name): \(rule.when) (\(rule.severity.rawValue), \(rule.response))")
        }
        if let fault = checkRun.bookFault { lines.append("  breakers unknown: \(fault)") }
        lines += (checkRun.checkResult.breakers ?? []).map {
            "  \(BreakerReport($0).text(stack: checkRun.policy.stack))"
        }
        for instance in observation.instances where instance.status == .missing {
            lines.append("  missing \(instance.address)\(seen(instance.sight))")
        }
        for address in observation.untracked {
            lines.append("  untracked \(address): exists in AWS, and is not in the state")
        }
        lines += checkRun.orphans.map { OrphanReport($0, checkRun.terraform) }.lines(
            stack: checkRun.policy.stack)
        for instance in observation.instances {
            if case .unhealthy(let status) = instance.status {
                lines.append("  unhealthy \(instance.address): \(status)")
            }
        }
        lines += objects.lines
        lines.append(readings(Array(observation.readings)))
        return lines.joined(separator: "\n")
    }

    /// How it is known, if AWS was not asked for it.
    private static func seen(_ sight: Sight) -> String {
        if case .refreshed(let at) = sight { return ": the plan of \(at) did not find it" }
        return ""
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
