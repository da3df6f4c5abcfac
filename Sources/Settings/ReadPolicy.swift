import Decisions
import Yams

extension Reader {
    mutating func tiers(_ node: Node) -> [Tier] {
        var names: Set<String> = []
        return list(node, "tiers").compactMap { item in
            guard let table = table(item, "a tier", keys: ["name", "addresses", "expendable", "create"])
            else { return nil }
            let name = name(table)
            let addresses = required(table, "addresses").map { patterns($0, "addresses").map(\.1) } ?? []
            let expendable = table["expendable"].flatMap { flag($0, "expendable") } ?? false
            let create = table["create"].flatMap { flag($0, "create") } ?? false
            if create, !addresses.contains(where: { $0.literal != nil }) {
                fault(table.key("create"), "'create: true' is for literal addresses, and this tier has none")
            }
            if let list = table["addresses"], case .sequence(let items) = list, items.isEmpty {
                fault(list, "a tier without addresses covers nothing; list some or remove it")
            }
            guard let name else { return nil }
            if !names.insert(name).inserted { fault(item, "two tiers are named '\(name)'") }
            return Tier(name: name, addresses: addresses, expendable: expendable, create: create)
        }
    }

    mutating func rules(_ node: Node, tiers: [Tier]) -> [Rule] {
        var names: Set<String> = []
        return list(node, "rules").compactMap { item in
            let later = ["clear": "a clear condition of its own", "escalation": "the escalation ladder"]
            let keys = ["name", "when", "for", "severity", "respond", "at_least"]
            guard let table = table(item, "a rule", keys: keys, later: later) else { return nil }
            let name = name(table)
            let condition = required(table, "when").flatMap { self.condition($0, tiers: tiers) }
            let hold = table["for"].flatMap { self.hold($0) } ?? .cycles(1)
            let severity = table["severity"].flatMap { choice($0, "severity", Severity.self) } ?? .warning
            let respond =
                table["respond"].flatMap { response($0, condition?.signal, tiers: tiers) } ?? .escalate
            let atLeast = table["at_least"].flatMap { requests($0, condition?.signal) } ?? 0
            guard let name, let condition else { return nil }
            if !names.insert(name).inserted { fault(item, "two rules are named '\(name)'") }
            return Rule(
                name: name, when: condition, hold: hold, severity: severity, respond: respond,
                atLeast: atLeast)
        }
    }

    /// `SIGNAL COMPARISON VALUE`
    private mutating func condition(_ node: Node, tiers: [Tier]) -> Condition? {
        guard let text = text(node, "when") else { return nil }
        let parts = text.split(separator: " ", maxSplits: 2).map(String.init)
        guard parts.count == 3, let comparison = Condition.Comparison(rawValue: parts[1]) else {
            fault(
                node, "'\(text)' is not a condition; write it as in tier.foundation.missing > 0, with spaces")
            return nil
        }
        let signal = Signal(parts[0])
        guard let unit = signal.unit else {
            let names =
                Signal.catalogue.map(\.signal.name) + tiers.map { Signal.missing(ofTier: $0.name).name }
            let near = Words.nearest(signal.name, among: names).map { "did you mean '\($0)'?" }
            fault(node, "there is no signal '\(signal)'; \(near ?? "the README lists them")")
            return nil
        }
        if let tier = signal.tier, !tiers.contains(where: { $0.name == tier }) {
            let names = tiers.map(\.name)
            let near = Words.nearest(tier, among: names).map { "did you mean '\($0)'?" }
            fault(
                node,
                "there is no tier '\(tier)'; \(near ?? "the tiers are \(names.isEmpty ? "none" : names.joined(separator: ", "))")"
            )
            return nil
        }
        guard let threshold = Words.threshold(parts[2], in: unit) else {
            fault(
                node, "'\(parts[2])' is not what \(signal) is compared with; write \(Words.example(of: unit))"
            )
            return nil
        }
        if unit == .bool, comparison != .equal, comparison != .notEqual {
            fault(node, "\(signal) is true or false; compare it with == or !=")
            return nil
        }
        return Condition(signal, comparison, threshold, text: text)
    }

    private mutating func hold(_ node: Node) -> Hold? {
        guard let text = text(node, "for") else { return nil }
        if text.contains(" of ") {
            fault(
                node,
                "'\(text)': so many of so many cycles is not available in this version; write '3 cycles'")
            return nil
        }
        if let cycles = Words.count(text, of: "cycle") {
            if cycles < 1 { fault(node, "'for: \(text)' is never met; at least 1 cycle") }
            return .cycles(cycles)
        }
        guard let duration = Words.duration(text) else {
            fault(node, "'for: \(text)' is neither a duration nor cycles; write it as 5m or 2 cycles")
            return nil
        }
        return .duration(duration)
    }

    private mutating func requests(_ node: Node, _ signal: Signal?) -> Int? {
        guard let text = text(node, "at_least") else { return nil }
        guard let requests = Words.count(text, of: "request"), requests >= 0 else {
            fault(node, "'at_least: \(text)' is not a number of requests; write it as 20 requests")
            return nil
        }
        if let signal, !signal.isRate {
            fault(node, "at_least is for rates, and \(signal) is none; remove it")
        }
        return requests
    }

    private static let laterRepairs = [
        "rollback", "placeholder-lambda", "open-cors", "unlock", "restore-state", "import", "run",
    ]

    private mutating func response(_ node: Node, _ signal: Signal?, tiers: [Tier]) -> Response? {
        guard let text = text(node, "respond") else { return nil }
        if text == "escalate" { return .escalate }
        if Self.laterRepairs.contains(text) {
            fault(
                node,
                "the repair '\(text)' is not available in this version; write emergency-deploy, remove-alarms or escalate"
            )
            return nil
        }
        guard let kind = RepairKind(rawValue: text), kind != .unmute else {
            let words = ["escalate", "emergency-deploy", "remove-alarms"]
            let near = Words.nearest(text, among: words).map { "did you mean '\($0)'?" }
            fault(node, "there is no response '\(text)'; \(near ?? "write \(words.joined(separator: ", "))")")
            return nil
        }
        guard let signal else { return .repair(kind) }
        if signal.isAboutWatching {
            fault(
                node,
                "\(signal) is about the watching itself, which may notify and never repair; write 'respond: escalate'"
            )
        } else if kind == .emergencyDeploy, tiers.isEmpty {
            fault(node, "emergency-deploy restores a tier, and this stack has none; add 'tiers:'")
        } else if kind == .removeAlarms, signal != .alarmsFlapping, signal != .alarmsFiring {
            fault(node, "remove-alarms answers alarms.flapping and alarms.firing alone")
        }
        return .repair(kind)
    }
}
