import Decisions
import Foundation
import Yams

extension YAMLReader {
    /// - Parameter present: the keys of the stack that some repairs need.
    mutating func rules(_ node: Node, tiers: [Tier], present: Set<String> = []) -> [Rule] {
        var names: Set<String> = []
        return list(node, "rules").compactMap { item in
            let keys = ["name", "when", "for", "clear", "severity", "respond", "at_least", "escalation"]
            guard let table = table(item, "a rule", keys: keys) else { return nil }
            let name = name(table)
            let condition = required(table, "when").flatMap { node in
                text(node, "when").flatMap { self.condition($0, node, tiers: tiers) }
            }
            let hold = table["for"].flatMap { node in text(node, "for").flatMap { self.hold($0, node) } }
            let clear = table["clear"].flatMap { clearance($0, condition, hold ?? .cycles(1), tiers: tiers) }
            if let condition {
                // A condition on another signal has been reported already; only the rule's own is left to check.
                let own = clear.flatMap { $0.when.signal == condition.signal ? $0.when : nil }
                checkThatItCanClear(table["when"], condition, own, table["clear"])
            }
            let severity = table["severity"].flatMap { choice($0, "severity", Severity.self) } ?? .warning
            let respond =
                table["respond"].flatMap { response($0, condition?.signal, tiers: tiers, present) }
                ?? .escalate
            let atLeast = table["at_least"].flatMap { requests($0, condition?.signal) } ?? 0
            let ladder = table["escalation"].flatMap {
                escalation($0, ofRuleOn: condition?.signal, tiers: tiers)
            }
            let command = table["respond"].flatMap { commandName($0) }
            guard let name, let condition else { return nil }
            if !names.insert(name).inserted { fault(item, "two rules are named '\(name)'") }
            var rule = Rule(
                name: name, when: condition, hold: hold ?? .cycles(1), clear: clear, severity: severity,
                respond: respond, atLeast: atLeast, ladder: ladder)
            rule.command = command
            return rule
        }
    }

    /// `SIGNAL COMPARISON VALUE`
    private mutating func condition(_ text: String, _ node: Node, tiers: [Tier]) -> Condition? {
        let parts = text.split(separator: " ", maxSplits: 2).map(String.init)
        guard parts.count == 3, let comparison = Condition.Comparison(rawValue: parts[1]) else {
            fault(
                node, "'\(text)' is not a condition; write it as in tier.foundation.missing > 0, with spaces")
            return nil
        }
        let signal = Signal(parts[0])
        guard let unit = signal.unit else {
            let names =
                Signal.catalogue.map(\.signal.name)
                + tiers.flatMap { Signal.definitions(ofTier: $0.name).map(\.signal.name) }
            let near = ValueText.nearest(signal.name, among: names).map { "did you mean '\($0)'?" }
            fault(node, "there is no signal '\(signal)'; \(near ?? "'man terrier.yaml' lists them")")
            return nil
        }
        if let tier = signal.tier, !tiers.contains(where: { $0.name == tier }) {
            let names = tiers.map(\.name)
            let near = ValueText.nearest(tier, among: names).map { "did you mean '\($0)'?" }
            fault(
                node,
                "there is no tier '\(tier)'; \(near ?? "the tiers are \(names.isEmpty ? "none" : names.joined(separator: ", "))")"
            )
            return nil
        }
        guard let threshold = ValueText.threshold(parts[2], in: unit) else {
            fault(
                node,
                "'\(parts[2])' cannot be compared with \(signal); write \(ValueText.example(of: unit))"
            )
            return nil
        }
        if unit == .bool, comparison != .equal, comparison != .notEqual {
            fault(node, "\(signal) is true or false; compare it with == or !=")
            return nil
        }
        return Condition(signal, comparison, threshold, text: text)
    }

    /// `5m`, `2 cycles`, `3 of 5 cycles`
    private mutating func hold(_ text: String, _ node: Node) -> EvaluationPeriod? {
        if let cycles = ValueText.count(text, of: "cycle") {
            if cycles < 1 { fault(node, "'for: \(text)' is too short; at least 1 cycle") }
            return .cycles(cycles)
        }
        if let (some, all) = ValueText.share(text, of: "cycle") {
            if some < 1 || some > all || all > CycleHistory.longest {
                fault(
                    node,
                    "'for: \(text)' is out of range; write it as 3 of 5 cycles, of at most \(CycleHistory.longest)"
                )
            }
            return .share(some, of: all)
        }
        guard let duration = ValueText.duration(text) else {
            fault(
                node,
                "'for: \(text)' is neither a duration nor cycles; write it as 5m, 2 cycles or 3 of 5 cycles")
            return nil
        }
        return .duration(duration)
    }

    /// `SIGNAL COMPARISON VALUE`, or that and `for HOLD`
    private mutating func clearance(_ node: Node, _ when: Condition?, _ hold: EvaluationPeriod, tiers: [Tier])
        -> Clearance?
    {
        guard let text = text(node, "clear") else { return nil }
        let parts = text.components(separatedBy: " for ")
        guard let condition = condition(parts[0], node, tiers: tiers) else { return nil }
        if let when, condition.signal != when.signal {
            fault(
                node,
                "'clear' is about \(condition.signal), but 'when' is about \(when.signal); use the same signal in both"
            )
        }
        var own: EvaluationPeriod?
        if parts.count > 1 {
            own = self.hold(parts.dropFirst().joined(separator: " for "), node)
            if own == nil { return nil }
        }
        return Clearance(when: condition, hold: own ?? hold)
    }

    private mutating func checkThatItCanClear(
        _ node: Node?, _ when: Condition, _ clear: Condition?, _ clearNode: Node?
    ) {
        switch when.clearing(through: clear) {
        case .yes: return
        case .alwaysHolds:
            fault(node, "'\(when.text)' is always true, so the rule could never clear; narrow it")
        case .neverHolds: fault(node, "'\(when.text)' is never true, so the rule could never trip; widen it")
        case .clearNeverHolds:
            fault(clearNode, "'\(clear?.text ?? "")' is never true, so the rule could never clear; widen it")
        case .overlap:
            fault(
                clearNode,
                "'\(clear?.text ?? "")' is true where '\(when.text)' is true, so the rule would clear while it trips; choose thresholds that do not overlap"
            )
        }
    }

    private mutating func requests(_ node: Node, _ signal: Signal?) -> Int? {
        guard let text = text(node, "at_least") else { return nil }
        guard let requests = ValueText.count(text, of: "request"), requests >= 0 else {
            fault(node, "'at_least: \(text)' is not a number of requests; write it as 20 requests")
            return nil
        }
        if let signal, !signal.isRate {
            fault(node, "at_least is only for rates, and \(signal) is not a rate; remove it")
        }
        return requests
    }

    private mutating func response(
        _ node: Node, _ signal: Signal?, tiers: [Tier], _ present: Set<String>
    ) -> Response? {
        guard let text = text(node, "respond") else { return nil }
        if text == "escalate" { return .escalate }
        // `run NAME`
        let named = RepairKind(rawValue: text.hasPrefix("run ") ? RepairKind.run.rawValue : text)
        let repairs = RepairKind.allCases.filter { $0.traits.askers.contains(.rule) }.map(\.rawValue)
        let choices = "write \(repairs.joined(separator: ", ")) or escalate"
        if named?.traits.askers == [.person] {
            fault(
                node,
                "no rule may ask for a \(text), only a person, with 'terrier repair \(text)'; \(choices)")
            return nil
        }
        guard let kind = named, let response = kind.traits.response else {
            let words = ["escalate"] + repairs
            let near = ValueText.nearest(text, among: words).map { "did you mean '\($0)'?" }
            fault(node, "there is no response '\(text)'; \(near ?? "write \(words.joined(separator: ", "))")")
            return nil
        }
        if let key = kind.traits.key, !present.contains(key) {
            fault(node, "\(text) needs the key '\(key):' of the stack, and this stack has none; add it")
        }
        guard let signal else { return .repair(kind) }
        if signal.isAboutWatching {
            fault(
                node,
                "\(signal) is about the watching itself, so a rule on it may notify but never repair; write 'respond: escalate'"
            )
        } else if let whyUnsuitable = response.whyUnsuitable(signal, tiers) {
            fault(node, whyUnsuitable)
        }
        return .repair(kind)
    }
}
