/// An earlier repair as the guardrails count it.
public struct PastRepair: Sendable, Equatable {
    /// Increases with every repair that begins, independent of the clock.
    public var number: Int64
    public var id: String
    public var stack: String
    public var kind: RepairKind
    public var began: Moment
    public var ended: Moment?
    /// Nil while it runs, or if its repairer died and no later repair has recorded that.
    public var outcome: RepairOutcome?
    /// A person requested it, and a guardrail refused it before anything was planned: it starts no cooldown. A refused repair of
    /// the watcher does: without a cooldown the watcher would request it again in the next cycle.
    public var wasOnlyAskedFor: Bool

    public init(
        number: Int64, id: String, stack: String, kind: RepairKind, began: Moment, ended: Moment?,
        outcome: RepairOutcome?, wasOnlyAskedFor: Bool = false
    ) {
        self.number = number
        self.id = id
        self.stack = stack
        self.kind = kind
        self.began = began
        self.ended = ended
        self.outcome = outcome
        self.wasOnlyAskedFor = wasOnlyAskedFor
    }

    /// A repair without a known outcome may have changed something.
    var mayHaveChanged: Bool { outcome?.mayHaveChanged ?? true }
    var countsInBudget: Bool { mayHaveChanged && kind.traits.countsInBudget }
}

extension GuardrailFacts.Book {
    /// What earlier repairs mean for one that would begin now.
    ///
    /// - Parameters:
    ///   - past: in the order of their numbers, without the repair that asks.
    ///   - resets: for each kind, the number of the last repair that an operator's reset includes.
    ///   - running: the stack's running repair.
    public init(
        _ past: [PastRepair], stack: String, kind: RepairKind, settings: GuardrailSettings,
        resets: [RepairKind: Int64] = [:], running: String? = nil, now: Moment
    ) {
        let own = past.filter { $0.stack == stack }
        // A repair that changed nothing starts a cooldown only for its own kind: a refused removal does not delay a deploy.
        let last = own.last {
            !$0.wasOnlyAskedFor && ($0.kind == kind || $0.countsInBudget)
        }
        func spent(_ repairs: [PastRepair], _ budget: GuardrailSettings.Budget) -> Int {
            repairs.count {
                $0.countsInBudget && now.since($0.began) < budget.within
            }
        }
        self.init(
            sinceLast: last.map { now.since($0.ended ?? $0.began) },
            withinBudget: spent(own.filter { $0.kind == kind }, settings.budget),
            withinStackBudget: spent(own, settings.stackBudget),
            withinHostBudget: spent(past, settings.hostBudget), running: running,
            breaker: Breaker(own, kind: kind, resetThrough: resets[kind] ?? 0)
        )
    }
}

extension Breaker {
    /// Nil if the breaker is closed, or if the kind has none.
    ///
    /// - Parameters:
    ///   - past: the stack's repairs, in the order of their numbers.
    ///   - resetThrough: the number of the last repair that an operator's reset includes.
    public init?(_ past: [PastRepair], kind: RepairKind, resetThrough: Int64) {
        guard kind.traits.hasBreaker else { return nil }
        var failures = 0
        var last: PastRepair?
        for repair in past.reversed() where repair.kind == kind {
            guard repair.number > resetThrough else { break }
            // A repair that ended without an outcome counts as failed.
            guard let isFailure = (repair.outcome ?? .unknown).isFailure else { continue }
            guard isFailure else { break }
            failures += 1
            last = last ?? repair
        }
        guard failures >= Self.limit, let last else { return nil }
        self.init(kind: kind, failures: failures, repair: last.id, since: (last.ended ?? last.began).wall)
    }
}
