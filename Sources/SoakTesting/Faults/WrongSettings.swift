import Decisions

extension Policy {
    /// The policy, changed by a fault of the settings.
    func with(_ fault: PlantedFault) -> Policy {
        var policy = self
        switch fault {
        case .tripsAtOnce:
            for place in rules.indices {
                policy.rules[place].hold = .cycles(1)
                policy.rules[place].clear?.hold = .cycles(1)
            }
        case .climbsTooEarly:
            policy.ladder = ladder.atOnce
            for place in rules.indices { policy.rules[place].ladder = rules[place].ladder?.atOnce }
        case .appliesInObserve: policy.mode = .act
        default: policy.guardrails = guardrails.with(fault)
        }
        return policy
    }
}

extension Ladder {
    fileprivate var atOnce: Ladder { Ladder(rungs.map { Rung(after: .zero, step: $0.step) }) }
}

extension GuardrailSettings {
    fileprivate func with(_ fault: PlantedFault) -> GuardrailSettings {
        let most = 1_000_000
        let everything = (try? Pattern("aws_*.*")).map { [$0] } ?? []
        var settings = self
        switch fault {
        case .ignoresDistrust: settings.distrust = 100
        case .ignoresSettle: settings.settle = 0
        case .ignoresCooldown: settings.cooldown = .zero
        case .ignoresBudget: settings.budget.repairs = most
        case .ignoresStackBudget: settings.stackBudget.repairs = most
        case .ignoresHostBudget: settings.hostBudget.repairs = most
        case .budgetNeverRefills:
            settings.budget.within = .seconds(most * 3600)
            settings.stackBudget.within = .seconds(most * 3600)
            settings.hostBudget.within = .seconds(most * 3600)
        case .admitsUpdates: settings.allow.update = everything
        case .admitsAnyCreate: settings.allow.create = everything
        default: break
        }
        return settings
    }
}
