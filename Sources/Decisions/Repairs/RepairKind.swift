/// The repairs that Terrier knows. What is special about one stands in its traits, and how it is done in its steps
/// (`Sources/Repairs/Kinds`). Besides these the ladder's rungs name the kinds that they ask for, and the watcher the one by which
/// it ends a mute.
public enum RepairKind: String, Sendable, Codable, CaseIterable {
    /// Creates the resources of a tier that are proven to be missing.
    case emergencyDeploy = "emergency-deploy"
    /// Destroys the alarms that the configuration lists under `destroy:`, and mutes the others.
    case removeAlarms = "remove-alarms"
    /// Destroys the resources of the tiers after a given one, from the last tier up, if the configuration lists them under
    /// `destroy:`. Only a person can request it.
    case rollback
    /// Ends a mute.
    case unmute

    public var traits: RepairTraits {
        switch self {
        case .emergencyDeploy: return .emergencyDeploy
        case .removeAlarms: return .removeAlarms
        case .rollback: return .rollback
        case .unmute: return .unmute
        }
    }
}

extension RepairTraits {
    fileprivate static let emergencyDeploy = RepairTraits(
        askers: [.rule, .rung, .person], operand: .tierToRestore, writesState: .always, mayCreate: true,
        mayDestroy: false,
        response: RuleResponse(
            tier: { policy, rule in policy.tier(for: rule)?.name },
            targets: { policy, rule, observe in
                policy.tier(for: rule).map { policy.restorable(upTo: $0, in: observe) } ?? []
            },
            signals: { policy, name in
                guard let tier = policy.tiers.first(where: { $0.name == name }) else { return [] }
                return policy.tiers(upTo: tier).map { .missing(ofTier: $0.name) }
            },
            whyUnsuitable: { _, tiers in
                tiers.isEmpty
                    ? "emergency-deploy restores a tier, and this stack has none; add 'tiers:'" : nil
            }))

    fileprivate static let removeAlarms = RepairTraits(
        askers: [.rule, .rung, .person], operand: .alarms, writesState: .sometimes, mayCreate: false,
        mayDestroy: true,
        response: RuleResponse(
            targets: { policy, rule, observe in policy.alarmsToRemove(for: rule, in: observe) },
            signals: { _, _ in [.alarmsFiring, .alarmsFlapping] },
            whyUnsuitable: { signal, _ in
                signal == .alarmsFlapping || signal == .alarmsFiring
                    ? nil : "remove-alarms answers alarms.flapping and alarms.firing alone"
            }))

    fileprivate static let rollback = RepairTraits(
        askers: [.person], operand: .tierToKeep, writesState: .always, mayCreate: false, mayDestroy: true)

    /// It undoes a mute and does not change the state, and an alarm that stays muted is worse than another attempt.
    fileprivate static let unmute = RepairTraits(
        askers: [.person, .watcher], operand: .alarms,
        yieldsTo: Set(Guardrail.allCases).subtracting([.window, .cooldown, .budget, .distrust, .lock]),
        countsInBudget: false, hasBreaker: false, writesState: .never, mayCreate: false, mayDestroy: false,
        isUndo: true)
}

/// Whether a stack is only watched, or repaired too.
public enum Mode: String, Sendable, Codable, CaseIterable {
    case observe
    case act
}
