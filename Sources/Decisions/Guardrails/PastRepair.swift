/// A repair as the guardrails count it.
public struct PastRepair: Sendable, Equatable {
    /// Rises with every repair that begins, whatever the clocks say.
    public var number: Int64
    public var id: String
    public var stack: String
    public var kind: RepairKind
    public var began: Moment
    public var ended: Moment?
    /// Nil while it runs, or where its repairer died and nobody has noted it yet.
    public var outcome: RepairOutcome?
    /// A person asked for it, and a guardrail refused it before anything was planned: nobody has to wait for that. The
    /// watcher's own refused repair is another matter: without a cooldown it would ask again in the next cycle.
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

    /// An outcome that is not known counts as a change.
    var mayHaveChanged: Bool { outcome?.mayHaveChanged ?? true }
    var countsInBudget: Bool { mayHaveChanged && kind.traits.countsInBudget }
}

extension GuardrailFacts.Book {
    /// What the repairs before say of one that would begin now.
    ///
    /// - Parameters:
    ///   - past: in the order of their numbers, the one that asks left out.
    ///   - resets: the number of the last repair that a person's reset of the kind's breaker speaks of.
    ///   - running: a repair of the stack that is running now.
    public init(
        _ past: [PastRepair], stack: String, kind: RepairKind, settings: GuardrailSettings,
        resets: [RepairKind: Int64] = [:], running: String? = nil, now: Moment
    ) {
        let own = past.filter { $0.stack == stack }
        // What changed nothing cools down its own kind alone: a refused removal does not hold up a deploy.
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
    /// Nil where the breaker is closed, and for a kind that has none.
    ///
    /// - Parameters:
    ///   - past: the stack's repairs, in the order of their numbers.
    ///   - resetThrough: the number of the last repair before a person's reset.
    public init?(_ past: [PastRepair], kind: RepairKind, resetThrough: Int64) {
        guard kind.traits.hasBreaker else { return nil }
        var failures = 0
        var last: PastRepair?
        for repair in past.reversed() where repair.kind == kind {
            guard repair.number > resetThrough else { break }
            // One that ended without a word did not repair.
            guard let isFailure = (repair.outcome ?? .unknown).isFailure else { continue }
            guard isFailure else { break }
            failures += 1
            last = last ?? repair
        }
        guard failures >= Self.limit, let last else { return nil }
        self.init(kind: kind, failures: failures, repair: last.id, since: (last.ended ?? last.began).wall)
    }
}
