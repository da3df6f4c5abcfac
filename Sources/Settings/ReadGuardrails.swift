import Decisions
import Yams

extension YAMLReader {
    private static let guardrailKeys = [
        "protect", "destroy", "undelete", "allow", "consequences", "ignore", "budget", "stack_budget",
        "cooldown", "settle", "distrust", "mute_for", "timeout", "windows",
    ]

    mutating func guardrails(_ node: Node) -> (GuardrailSettings, MaintenanceWindows) {
        var settings = GuardrailSettings()
        guard let table = table(node, "guardrails", keys: Self.guardrailKeys) else {
            return (settings, MaintenanceWindows())
        }
        settings.protect = table["protect"].map { patterns($0, "protect").map(\.1) } ?? []
        let destroy = table["destroy"].map { patterns($0, "destroy") } ?? []
        settings.destroy = destroy.map(\.1)
        for (node, pattern) in destroy {
            guard let address = pattern.literal, settings.protect.contains(where: { $0.matches(address) })
            else { continue }
            fault(
                node,
                "\(address) is in 'protect' as well, so it is never destroyed; remove it from one of them")
        }
        settings.allow = table["allow"].map { allowance($0) } ?? .init()
        if let node = table["consequences"] {
            settings.consequences =
                choice(node, "consequences", GuardrailSettings.Consequences.self) ?? settings.consequences
        }
        settings.undelete = table["undelete"].map { patterns($0, "undelete").map(\.1) } ?? []
        settings.ignore = table["ignore"].map { ignored($0) } ?? []
        if let node = table["budget"] { settings.budget = budget(node, "budget") ?? settings.budget }
        if let node = table["stack_budget"] {
            settings.stackBudget = budget(node, "stack_budget") ?? settings.stackBudget
        }
        if let node = table["cooldown"] {
            settings.cooldown = duration(node, "cooldown") ?? settings.cooldown
        }
        if let node = table["settle"] { settings.settle = settle(node) ?? settings.settle }
        if let node = table["distrust"] { settings.distrust = distrust(node) ?? settings.distrust }
        if let node = table["mute_for"] {
            settings.muteFor = duration(node, "mute_for", least: .seconds(60)) ?? settings.muteFor
        }
        if let node = table["timeout"] {
            settings.timeout = duration(node, "timeout", least: .seconds(10)) ?? settings.timeout
        }
        return (settings, table["windows"].map { windows($0) } ?? MaintenanceWindows())
    }

    private mutating func allowance(_ node: Node) -> GuardrailSettings.Allowance {
        guard let table = table(node, "allow", keys: ["create", "replace", "update"]) else { return .init() }
        return .init(
            create: table["create"].map { patterns($0, "create").map(\.1) } ?? [],
            replace: table["replace"].map { patterns($0, "replace").map(\.1) } ?? [],
            update: table["update"].map { patterns($0, "update").map(\.1) } ?? [])
    }

    private static let largestBudget = 100

    mutating func budget(_ node: Node, _ what: String) -> GuardrailSettings.Budget? {
        guard let text = text(node, what) else { return nil }
        guard let budget = ValueText.budget(text) else {
            fault(node, "'\(what): \(text)' is not a budget; write it as 2 per 1h")
            return nil
        }
        if budget.repairs > Self.largestBudget {
            fault(node, "a budget of \(budget.repairs) is too large; at most \(Self.largestBudget)")
        }
        if budget.repairs < 1 {
            fault(node, "a budget below 1 allows no repair; for that write 'mode: observe'")
        }
        if budget.within < .seconds(60) { fault(node, "the period of a budget is at least 1m") }
        return budget
    }

    private mutating func settle(_ node: Node) -> Int? {
        guard let text = text(node, "settle") else { return nil }
        guard let cycles = ValueText.count(text, of: "cycle"), cycles >= 0 else {
            fault(node, "'settle: \(text)' is not a number of cycles; write it as 3 cycles")
            return nil
        }
        return cycles
    }

    private mutating func distrust(_ node: Node) -> Double? {
        guard let text = text(node, "distrust") else { return nil }
        guard let share = ValueText.percent(text), share >= 1, share <= 100 else {
            fault(node, "'distrust: \(text)' is not a share; write it as 80%")
            return nil
        }
        return share
    }
}
