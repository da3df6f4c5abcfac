/// What the guardrails need to know of the world, of the book of repairs and of who asks.
public struct GuardrailFacts: Sendable, Equatable {
    /// What the book says of the repairs of this stack before.
    public struct Book: Sendable, Equatable {
        /// Time since the last repair of the stack ended, rehearsed ones included; nil where there was none.
        public var sinceLast: Duration?
        /// Repairs of this kind that changed, or may have changed, something within the budget's time.
        public var withinBudget: Int
        /// A repair of the stack that is running now.
        public var running: String?

        public init(sinceLast: Duration? = nil, withinBudget: Int = 0, running: String? = nil) {
            self.sinceLast = sinceLast
            self.withinBudget = withinBudget
            self.running = running
        }
    }

    public var account: AccountProof
    public var hasState: Bool
    /// Instances that AWS answered for, and of these the missing and unhealthy ones.
    public var asked: Int
    public var bad: Int
    /// Cycles since the last spell of unknown ended; nil where there was none.
    public var settled: Int?
    public var lock: LockStatus
    public var book: Book

    public init(
        account: AccountProof, hasState: Bool, asked: Int, bad: Int, settled: Int?, lock: LockStatus,
        book: Book
    ) {
        self.account = account
        self.hasState = hasState
        self.asked = asked
        self.bad = bad
        self.settled = settled
        self.lock = lock
        self.book = book
    }

    /// The facts of a look at the stack.
    public init(_ observation: Observation, settled: Int?, book: Book) {
        var asked = 0
        var bad = 0
        for instance in observation.instances {
            switch instance.status {
            case .healthy: asked += 1
            case .missing, .unhealthy:
                asked += 1
                bad += 1
            case .unknown, .notAsked: break
            }
        }
        self.init(
            account: observation.account, hasState: observation.snapshot != nil, asked: asked, bad: bad,
            settled: settled, lock: observation.lock, book: book)
    }
}

extension GuardrailSettings {
    /// Every guardrail that holds a repair back, all of them evaluated, in a fixed order.
    ///
    /// The plan's own guardrails (`inspection`, `backups`, `need`) come later, when there is a plan.
    public func refusals(_ facts: GuardrailFacts) -> [Refusal] {
        [
            account(facts), state(facts), distrust(facts), settle(facts), lock(facts), running(facts),
            cooldown(facts), budget(facts),
        ].compactMap { $0 }
    }

    private func account(_ facts: GuardrailFacts) -> Refusal? {
        switch facts.account {
        case .shown: return nil
        case .other(let account, let expected):
            return Refusal(.account, "the credentials are of account \(account), the stack's is \(expected)")
        case .unknown(let reason):
            return Refusal(.account, "the account could not be shown (\(reason))")
        }
    }

    private func state(_ facts: GuardrailFacts) -> Refusal? {
        facts.hasState ? nil : Refusal(.state, "the state could not be read and believed in this look")
    }

    private func distrust(_ facts: GuardrailFacts) -> Refusal? {
        // With one or two instances "nearly everything" says nothing about the sensor.
        guard facts.asked >= 3 else { return nil }
        let share = Double(facts.bad) * 100 / Double(facts.asked)
        guard share > distrust else { return nil }
        return Refusal(
            .distrust,
            "\(facts.bad) of \(facts.asked) instances look bad at once: the sensor is doubted, a person decides"
        )
    }

    private func settle(_ facts: GuardrailFacts) -> Refusal? {
        guard let settled = facts.settled, settled < settle else { return nil }
        return Refusal(.settle, "readings hold for \(settled) of \(settle) cycles since they were unknown")
    }

    private func lock(_ facts: GuardrailFacts) -> Refusal? {
        // Where a lock cannot be seen without taking it, the repair's own plan takes it, and meets its holder there.
        guard case .held(let holder) = facts.lock else { return nil }
        return Refusal(
            .lock, "\(holder.who) holds the state lock since \(holder.created) (\(holder.operation))")
    }

    private func running(_ facts: GuardrailFacts) -> Refusal? {
        facts.book.running.map { Refusal(.running, "repair \($0) of this stack is running") }
    }

    private func cooldown(_ facts: GuardrailFacts) -> Refusal? {
        guard let since = facts.book.sinceLast, since < cooldown else { return nil }
        return Refusal(
            .cooldown, "the last repair ended \(since.words) ago, the cooldown is \(cooldown.words)")
    }

    private func budget(_ facts: GuardrailFacts) -> Refusal? {
        guard facts.book.withinBudget >= budget.repairs else { return nil }
        return Refusal(
            .budget,
            "\(facts.book.withinBudget) repairs within \(budget.within.words), the budget is \(budget.repairs)"
        )
    }
}
