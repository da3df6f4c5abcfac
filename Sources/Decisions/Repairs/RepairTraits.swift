/// How a kind of repair differs from the others, except how it is carried out. The guardrails, the breaker, the request check,
/// the settings, the notices and the stores use these values, and name no kind.
public struct RepairTraits: Sendable {
    /// Who may request a repair.
    public enum Requester: String, Sendable, CaseIterable {
        /// A rule, as its response.
        case rule
        /// A rung of an incident's ladder.
        case rung
        /// A person, with `terrier repair`.
        case person
        /// The watcher without a rule, to end what an earlier repair began.
        case watcher
    }

    /// Whether a repair writes the stack's state through Terraform.
    public enum StateWriting: Sendable, Equatable {
        case never
        /// Depends on what is requested.
        case sometimes
        case always
    }

    /// What a person gives in addition to the stack, with the option of `terrier repair` for it.
    public enum Operand: Sendable, Equatable {
        /// `--tier`; the first tier if it is not given.
        case tierToRestore
        /// `--to`: the last tier that is kept, together with those before it.
        case tierToKeep
        /// `--address`, one or more alarms.
        case alarms
        /// `--address`, resources that are scheduled for deletion; all that may be brought back if it is not given.
        case deletions
        /// `--address`, what the kind's key in the configuration lists; all of it if it is not given.
        case listed
        /// `--id`, the lock's id; without it, only a lock of one of our own ended repairs is released.
        case lock
        /// `--snapshot`; the newest believed one if it is not given.
        case snapshot
        /// Addresses, behind the stack or with `--address`: what AWS has and the state lacks; all of it if none is given.
        case orphans
        /// `--command`, the name of an entry of `commands:`.
        case command
    }

    /// When a person must give a reason.
    public enum ReasonNeed: Sendable, Equatable {
        /// Where the stack's mode is `observe`, as for every kind.
        case never
        /// If the request names a subject: a lock or a snapshot, or that an earlier repair is undone. The person's word then
        /// stands in for a proof.
        case withSubject
        case always
    }

    public var askers: Set<Requester>
    public var operand: Operand
    /// The guardrails that can stop it.
    public var yieldsTo: Set<Guardrail>
    /// The guardrails that say nothing about it, because it mends what they ask for.
    public var regardlessOf: Set<Guardrail>
    /// Whether it counts in the budgets of its kind, its stack and its host, and starts a cooldown for other kinds.
    public var countsInBudget: Bool
    /// Whether failures open a breaker.
    public var hasBreaker: Bool
    public var writesState: StateWriting
    /// Whether it must not start beside a lock that cannot be read: it may call Terraform, and makes no plan that takes the lock.
    public var needsKnownLock: Bool
    /// Whether it creates resources. A failed apply may drop from the state what it did not create.
    public var mayCreate: Bool
    /// Whether it destroys resources, so that it is expected if they are gone from the state afterwards.
    public var mayDestroy: Bool
    /// Whether it undoes an earlier repair, so that its notice has the severity `info` and it is retried until it succeeds.
    public var isUndo: Bool
    /// The key of the stack in the configuration that the repair needs; nil if it needs none.
    public var key: String?
    /// Whether a person can have it undone, with `--undo`.
    public var hasUndo: Bool
    /// When a person must give a reason to have it applied. A dry run needs none.
    public var reason: ReasonNeed
    /// How a rule's response chooses what to repair; nil if no rule can respond with it.
    public var response: RuleResponse?
    /// How a rung of the ladder requests it; nil if no rung does.
    public var rung: RungResponse?

    /// Whether a person must give a reason for a request that is to be applied.
    public func needsReason(subject: String?) -> Bool {
        switch reason {
        case .never: return false
        case .withSubject: return subject != nil
        case .always: return true
        }
    }

    /// Whether a guardrail can stop it.
    public func isStopped(by guardrail: Guardrail) -> Bool {
        yieldsTo.contains(guardrail) && !regardlessOf.contains(guardrail)
    }

    public init(
        askers: Set<Requester>, operand: Operand, yieldsTo: Set<Guardrail> = Set(Guardrail.allCases),
        regardlessOf: Set<Guardrail> = [], countsInBudget: Bool = true, hasBreaker: Bool = true,
        writesState: StateWriting, needsKnownLock: Bool = false,
        mayCreate: Bool, mayDestroy: Bool, isUndo: Bool = false,
        key: String? = nil, hasUndo: Bool = false, reason: ReasonNeed = .never,
        response: RuleResponse? = nil, rung: RungResponse? = nil
    ) {
        self.askers = askers
        self.operand = operand
        self.yieldsTo = yieldsTo
        self.regardlessOf = regardlessOf
        self.countsInBudget = countsInBudget
        self.hasBreaker = hasBreaker
        self.writesState = writesState
        self.needsKnownLock = needsKnownLock
        self.mayCreate = mayCreate
        self.mayDestroy = mayDestroy
        self.isUndo = isUndo
        self.key = key
        self.hasUndo = hasUndo
        self.reason = reason
        self.response = response
        self.rung = rung
    }
}

/// How a rule that responds with a repair chooses what to repair.
public struct RuleResponse: Sendable {
    /// The tier that a rule's repair restores; nil if the repair is not about a tier.
    public var tier: @Sendable (Policy, Rule) -> String?
    /// What a repair for a rule would change, by the observation. If that is nothing, no repair is requested.
    public var targets: @Sendable (Policy, Rule, Observation) -> [Address]
    /// What a repair for a rule names besides addresses, by the observation; nil if it names nothing else. If there are neither
    /// targets nor this, no repair is requested.
    public var subject: @Sendable (Policy, Rule, Observation) -> String?
    /// The signals that show whether the repair is needed, given its tier, if any. They must be settled.
    public var signals: @Sendable (Policy, _ tier: String?) -> [Signal]
    /// Why a rule on this signal, in a stack with these tiers, cannot respond with it, in one line for the operator; nil if it can.
    public var whyUnsuitable: @Sendable (Signal, [Tier]) -> String?

    public init(
        tier: @escaping @Sendable (Policy, Rule) -> String? = { _, _ in nil },
        targets: @escaping @Sendable (Policy, Rule, Observation) -> [Address],
        subject: @escaping @Sendable (Policy, Rule, Observation) -> String? = { _, _, _ in nil },
        signals: @escaping @Sendable (Policy, _ tier: String?) -> [Signal],
        whyUnsuitable: @escaping @Sendable (Signal, [Tier]) -> String?
    ) {
        self.tier = tier
        self.targets = targets
        self.subject = subject
        self.signals = signals
        self.whyUnsuitable = whyUnsuitable
    }
}

/// How a rung of the ladder that requests a repair chooses what to repair.
public struct RungResponse: Sendable {
    /// The step that requests it; each step requests at most one kind.
    public var step: Rung.Step
    /// The tier that a repair is about, and what it would change, by the observation; nil if there is no such tier.
    public var targets: @Sendable (Policy, Observation) -> (tier: String, addresses: [Address])?
    /// Whether the step can ever request a repair of this tier, independent of the observation.
    public var fits: @Sendable (Policy, _ tier: String?) -> Bool

    public init(
        step: Rung.Step,
        targets: @escaping @Sendable (Policy, Observation) -> (tier: String, addresses: [Address])?,
        fits: @escaping @Sendable (Policy, _ tier: String?) -> Bool
    ) {
        self.step = step
        self.targets = targets
        self.fits = fits
    }
}
