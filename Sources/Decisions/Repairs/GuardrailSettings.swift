/// The guardrails of a stack, as its configuration sets them.
public struct GuardrailSettings: Sendable, Equatable {
    /// Changes that a plan may contain in addition to the repair itself.
    public struct Allowance: Sendable, Equatable {
        public var create: [Pattern]
        public var replace: [Pattern]
        public var update: [Pattern]

        public init(create: [Pattern] = [], replace: [Pattern] = [], update: [Pattern] = []) {
            self.create = create
            self.replace = replace
            self.update = update
        }
    }

    /// What becomes of an update that only follows from what the same plan creates (`Admission.consequences`).
    public enum Consequences: String, Sendable, Codable, CaseIterable {
        case admit
        /// Only `allow:` admits updates.
        case refuse
    }

    /// The most repairs within a period.
    public struct Budget: Sendable, Equatable {
        public var repairs: Int
        public var within: Duration

        public init(repairs: Int, within: Duration) {
            self.repairs = repairs
            self.within = within
        }
    }

    /// Never deleted, replaced or updated by a repair.
    public var protect: [Pattern]
    /// What `remove-alarms` may destroy.
    public var destroy: [Pattern]
    public var allow: Allowance
    public var consequences: Consequences
    /// What `undelete` may bring back when it is scheduled for deletion.
    public var undelete: [Pattern] = []
    /// Known changes outside Terraform, which do not count as drift.
    public var ignore: [IgnoredDrift] = []
    /// For one kind of repair in the stack.
    public var budget: Budget
    /// For all kinds together in the stack.
    public var stackBudget: Budget
    /// For all stacks that share the repair book.
    public var hostBudget: Budget
    /// The least time between the end of one repair of the stack and the start of the next.
    public var cooldown: Duration
    /// The cycles that readings must be known after they were unknown.
    public var settle: Int
    /// If more than this share of the queried instances is missing or unhealthy, repairs wait for a person. In percent, 0 to 100.
    public var distrust: Double
    /// The longest time that an alarm stays muted.
    public var muteFor: Duration
    /// The longest time that one Terraform command of a repair may take.
    public var timeout: Duration

    public init(
        protect: [Pattern] = [], destroy: [Pattern] = [], allow: Allowance = Allowance(),
        consequences: Consequences = .admit,
        budget: Budget = Budget(repairs: 2, within: .seconds(3600)),
        stackBudget: Budget = Budget(repairs: 4, within: .seconds(3600)),
        hostBudget: Budget = Budget(repairs: 10, within: .seconds(3600)), cooldown: Duration = .seconds(600),
        settle: Int = 3, distrust: Double = 80, muteFor: Duration = .seconds(4 * 3600),
        timeout: Duration = .seconds(900)
    ) {
        self.protect = protect
        self.destroy = destroy
        self.allow = allow
        self.consequences = consequences
        self.budget = budget
        self.stackBudget = stackBudget
        self.hostBudget = hostBudget
        self.cooldown = cooldown
        self.settle = settle
        self.distrust = distrust
        self.muteFor = muteFor
        self.timeout = timeout
    }
}
