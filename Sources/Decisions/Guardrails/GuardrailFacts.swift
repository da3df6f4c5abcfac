/// What the guardrails need to know about the stack, the repair book and the request.
public struct GuardrailFacts: Sendable, Equatable {
    /// What the repair book has about earlier repairs of this stack.
    public struct Book: Sendable, Equatable {
        /// Time since the last repair of the stack ended. Rehearsed repairs count; repairs that a person requested and a guardrail
        /// refused do not. Nil if there was none.
        public var sinceLast: Duration?
        /// Repairs of this kind within the budget's period that changed something, or may have.
        public var withinBudget: Int
        /// The same for all kinds of the stack, and for all stacks of the book, each within the period of its own budget.
        public var withinStackBudget: Int
        public var withinHostBudget: Int
        /// The stack's running repair; nil if there is none.
        public var running: String?
        /// The kind's breaker if it is open.
        public var breaker: Breaker?

        public init(
            sinceLast: Duration? = nil, withinBudget: Int = 0, withinStackBudget: Int = 0,
            withinHostBudget: Int = 0, running: String? = nil, breaker: Breaker? = nil
        ) {
            self.sinceLast = sinceLast
            self.withinBudget = withinBudget
            self.withinStackBudget = withinStackBudget
            self.withinHostBudget = withinHostBudget
            self.running = running
            self.breaker = breaker
        }
    }

    public var account: AccountProof
    public var hasState: Bool
    /// Instances whose status AWS returned, and how many of these are missing or unhealthy.
    public var asked: Int
    public var bad: Int
    /// Cycles since the readings were last unknown; nil if they were not.
    public var settled: Int?
    /// Whether the rule's condition has been true for its whole period since the state last changed.
    public var isFresh: Bool
    public var lock: LockStatus
    /// Why repairs are paused; nil if they are not.
    public var pause: String?
    public var window: WindowState
    public var book: Book

    public init(
        account: AccountProof, hasState: Bool, asked: Int, bad: Int, settled: Int?, isFresh: Bool = true,
        lock: LockStatus, pause: String? = nil, window: WindowState = .open, book: Book
    ) {
        self.account = account
        self.hasState = hasState
        self.asked = asked
        self.bad = bad
        self.settled = settled
        self.isFresh = isFresh
        self.lock = lock
        self.pause = pause
        self.window = window
        self.book = book
    }

    /// The facts of one cycle of the stack.
    public init(
        _ observation: Observation, settled: Int?, isFresh: Bool = true, pause: String? = nil,
        window: WindowState = .open, book: Book
    ) {
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
            settled: settled, isFresh: isFresh, lock: observation.lock, pause: pause, window: window,
            book: book)
    }
}

extension GuardrailSettings {
    /// All guardrails that refuse a repair, in a fixed order. All of them are evaluated.
    ///
    /// The guardrails that need a plan (`inspection`, `backups`, `need`) are evaluated later.
    public func refusals(_ facts: GuardrailFacts) -> [Refusal] {
        var refusals: [Refusal] = []
        func add(_ refusal: Refusal?) { if let refusal { refusals.append(refusal) } }
        add(pause(facts))
        add(window(facts))
        add(account(facts))
        add(state(facts))
        add(distrust(facts))
        add(settle(facts))
        add(freshness(facts))
        add(lock(facts))
        add(running(facts))
        add(cooldown(facts))
        add(budget(facts.book.withinBudget, budget, of: "of this kind"))
        add(budget(facts.book.withinStackBudget, stackBudget, of: "of this stack"))
        add(budget(facts.book.withinHostBudget, hostBudget, of: "of this host"))
        add(breaker(facts))
        return refusals
    }

    private func pause(_ facts: GuardrailFacts) -> Refusal? {
        facts.pause.map { Refusal(.pause, "repairs are paused: \($0)") }
    }

    private func window(_ facts: GuardrailFacts) -> Refusal? {
        guard case .closed(let why) = facts.window else { return nil }
        return Refusal(.window, why)
    }

    private func freshness(_ facts: GuardrailFacts) -> Refusal? {
        facts.isFresh
            ? nil
            : Refusal(
                .freshness, "the state changed after the readings that tripped; the condition must hold again"
            )
    }

    private func breaker(_ facts: GuardrailFacts) -> Refusal? {
        facts.book.breaker.map {
            Refusal(.breaker, "\($0); it stays open until 'terrier reset' with a reason")
        }
    }

    private func account(_ facts: GuardrailFacts) -> Refusal? {
        switch facts.account {
        case .shown: return nil
        case .other(let account, let expected):
            return Refusal(
                .account, "the credentials belong to account \(account), the stack's account is \(expected)")
        case .unknown(let reason):
            return Refusal(.account, "the account could not be verified (\(reason))")
        }
    }

    private func state(_ facts: GuardrailFacts) -> Refusal? {
        facts.hasState ? nil : Refusal(.state, "the state could not be read and believed in this cycle")
    }

    private func distrust(_ facts: GuardrailFacts) -> Refusal? {
        // With one or two instances, "nearly all" says nothing about the readings.
        guard facts.asked >= 3 else { return nil }
        let share = Double(facts.bad) * 100 / Double(facts.asked)
        guard share > distrust else { return nil }
        return Refusal(
            .distrust,
            "\(facts.bad) of \(facts.asked) instances look bad at once, so the readings may be wrong; a person must decide"
        )
    }

    private func settle(_ facts: GuardrailFacts) -> Refusal? {
        guard let settled = facts.settled, settled < settle else { return nil }
        return Refusal(.settle, "readings hold for \(settled) of \(settle) cycles since they were unknown")
    }

    private func lock(_ facts: GuardrailFacts) -> Refusal? {
        // If a lock cannot be seen without taking it, the repair's own plan takes it, and fails there if it is held.
        guard case .held(let holder) = facts.lock else { return nil }
        return Refusal(
            .lock, "\(holder.who) holds the state lock since \(holder.created) (\(holder.operation))")
    }

    private func running(_ facts: GuardrailFacts) -> Refusal? {
        facts.book.running.map { Refusal(.running, "repair \($0) of this stack is running") }
    }

    private func cooldown(_ facts: GuardrailFacts) -> Refusal? {
        guard let since = facts.book.sinceLast, since < cooldown else {
            return nil
        }
        return Refusal(
            .cooldown, "the last repair ended \(since.words) ago, the cooldown is \(cooldown.words)")
    }

    private func budget(_ spent: Int, _ budget: Budget, of what: String) -> Refusal? {
        guard spent >= budget.repairs else { return nil }
        return Refusal(
            .budget,
            "\(spent) repairs \(what) within \(budget.within.words), the budget is \(budget.repairs)")
    }
}
