/// The kinds of repair. How a kind differs from the others is in its traits, and how it is carried out in its steps
/// (`Sources/Repairs/Kinds`).
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
    /// Brings back what is scheduled for deletion, if the configuration lists it under `undelete:`.
    case undelete
    /// Gives functions a placeholder's code, so that the infrastructure is complete while their own code is corrected.
    case placeholderLambda = "placeholder-lambda"
    /// Applies the variables that the configuration lists under `open_cors:`.
    case openCORS = "open-cors"
    /// Releases a state lock whose holder is proven dead.
    case unlock
    /// Puts a stored state back into the backend. Only a person can request it.
    case restoreState = "restore-state"
    /// Takes back into the state what AWS has and the state lacks.
    case `import`
    /// Runs a command of the user's own that the configuration lists under `commands:`.
    case run

    public var traits: RepairTraits { Traits[self] }
}

/// One value for each kind of repair. A table that omits a kind does not compile.
public protocol RepairKindTable {
    associatedtype Value
    static var emergencyDeploy: Value { get }
    static var removeAlarms: Value { get }
    static var rollback: Value { get }
    static var unmute: Value { get }
    static var undelete: Value { get }
    static var placeholderLambda: Value { get }
    static var openCORS: Value { get }
    static var unlock: Value { get }
    static var restoreState: Value { get }
    static var `import`: Value { get }
    static var run: Value { get }
}

extension RepairKindTable {
    public static subscript(kind: RepairKind) -> Value {
        switch kind {
        case .emergencyDeploy: return emergencyDeploy
        case .removeAlarms: return removeAlarms
        case .rollback: return rollback
        case .unmute: return unmute
        case .undelete: return undelete
        case .placeholderLambda: return placeholderLambda
        case .openCORS: return openCORS
        case .unlock: return unlock
        case .restoreState: return restoreState
        case .import: return `import`
        case .run: return run
        }
    }
}

extension RepairKind {
    /// The kind that the watcher uses to end a mute.
    public static let endOfMute = allCases.first {
        $0.traits.isUndo && $0.traits.operand == .alarms && $0.traits.askers.contains(.watcher)
    }
}

private enum Traits: RepairKindTable {
    static let emergencyDeploy = RepairTraits(
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
            }),
        rung: RungResponse(
            step: .emergencyDeploy,
            targets: { policy, observe in
                policy.tiers.first.map { ($0.name, policy.restorable(upTo: $0, in: observe)) }
            },
            fits: { policy, tier in tier == nil || tier == policy.tiers.first?.name }))

    static let removeAlarms = RepairTraits(
        askers: [.rule, .rung, .person], operand: .alarms, writesState: .sometimes, mayCreate: false,
        mayDestroy: true,
        response: RuleResponse(
            targets: { policy, rule, observe in policy.alarmsToRemove(for: rule, in: observe) },
            signals: { _, _ in [.alarmsFiring, .alarmsFlapping] },
            whyUnsuitable: { signal, _ in
                signal == .alarmsFlapping || signal == .alarmsFiring
                    ? nil : "remove-alarms responds only to alarms.flapping and alarms.firing"
            }),
        rung: RungResponse(
            step: .shed, targets: { policy, observe in policy.nextToShed(in: observe) },
            fits: { _, tier in tier != nil }))

    static let rollback = RepairTraits(
        askers: [.person], operand: .tierToKeep, writesState: .always, mayCreate: false, mayDestroy: true,
        reason: .always)

    /// It undoes a mute and does not change the state, and an alarm that stays muted is worse than another attempt.
    static let unmute = RepairTraits(
        askers: [.person, .watcher], operand: .alarms,
        yieldsTo: Set(Guardrail.allCases).subtracting([.window, .cooldown, .budget, .distrust, .lock]),
        countsInBudget: false, hasBreaker: false, writesState: .never, mayCreate: false, mayDestroy: false,
        isUndo: true)

    /// It makes nothing and removes nothing: the resource is as it was before its deletion was requested.
    static let undelete = RepairTraits(
        askers: [.rule, .person], operand: .deletions, writesState: .never, mayCreate: false,
        mayDestroy: false,
        response: RuleResponse(
            targets: { policy, _, observe in policy.undeletable(in: observe) },
            signals: { _, _ in [.awsUnhealthy] },
            whyUnsuitable: { signal, _ in
                signal == .awsUnhealthy ? nil : "undelete responds only to aws.unhealthy"
            }))

    static let placeholderLambda = RepairTraits(
        askers: [.rule, .person], operand: .listed, writesState: .always, mayCreate: true,
        mayDestroy: false, key: "placeholder", hasUndo: true, reason: .withSubject,
        response: RuleResponse(
            targets: { policy, rule, observe in policy.functionsToReplace(for: rule, in: observe) },
            signals: { _, _ in [] },
            whyUnsuitable: { signal, _ in
                signal == .lambdaErrorRate || signal.tier.map { signal == .missing(ofTier: $0) } == true
                    ? nil : "placeholder-lambda responds only to lambda.error_rate and tier.NAME.missing"
            }))

    static let openCORS = RepairTraits(
        askers: [.rule, .person], operand: .listed, writesState: .always, mayCreate: true,
        mayDestroy: false, key: "open_cors", hasUndo: true, reason: .withSubject,
        response: RuleResponse(
            targets: { policy, _, observe in
                policy.corsTargets(among: observe.instances.map(\.address))
            },
            signals: { _, _ in [.apiCORS] },
            whyUnsuitable: { signal, _ in
                signal == .apiCORS ? nil : "open-cors responds only to api.cors"
            }))

    /// For a rule, only a lock of one of our own repairs that have ended; the repairer proves it again. A lock says nothing about
    /// the state, and a repair that died before the first state was written leaves a lock and no state.
    static let unlock = RepairTraits(
        askers: [.rule, .person], operand: .lock, regardlessOf: [.lock, .state], writesState: .never,
        mayCreate: false, mayDestroy: false, reason: .withSubject,
        response: RuleResponse(
            targets: { _, _, _ in [] },
            subject: { _, _, observe in observe.abandonedLock },
            signals: { _, _ in [.lockAge] },
            whyUnsuitable: { signal, _ in
                signal == .lockAge ? nil : "unlock responds only to lock.age"
            }))

    /// It is for a state that cannot be read and believed.
    static let restoreState = RepairTraits(
        askers: [.person], operand: .snapshot, regardlessOf: [.state], writesState: .always,
        mayCreate: false, mayDestroy: false, reason: .withSubject)

    /// It writes the state and changes no resource. What left the state may have left it on purpose, so only a person requests it.
    static let `import` = RepairTraits(
        askers: [.person], operand: .orphans, writesState: .always, mayCreate: false,
        mayDestroy: false, reason: .always)

    /// What the command does is not known, so every guardrail applies to it.
    static let run = RepairTraits(
        askers: [.rule, .person], operand: .command, writesState: .never, needsKnownLock: true,
        mayCreate: false, mayDestroy: false,
        response: RuleResponse(
            targets: { _, _, _ in [] },
            subject: { _, rule, _ in rule.command },
            signals: { _, _ in [] },
            whyUnsuitable: { _, _ in nil }))
}
