import Decisions

/// What a repair book in memory counts, and what it drops.
extension MemoryBook.Contents {
    mutating func begin(_ beginning: RepairBeginning) -> String {
        for place in entries.indices
        where entries[place].outcome == nil && entries[place].beginning.stack == beginning.stack {
            entries[place].ended = beginning.at
            entries[place].outcome = .unknown
            entries[place].reason = RepairBook.endedWithoutOutcome
        }
        lastNumber += 1
        let id = "r-\(lastNumber)"
        entries.append(MemoryBook.Entry(id: id, number: lastNumber, beginning: beginning))
        past = [:]
        // Done rarely, because it computes what is counted for every stack.
        if entries.count >= mostEntries { drop() }
        return id
    }

    func place(of repair: String) throws(LedgerFault) -> Int {
        guard let place = entries.lastIndex(where: { $0.id == repair }) else {
            throw LedgerFault(.failed, "the book in memory has no repair '\(repair)'")
        }
        return place
    }

    /// The indices of the repairs that the guardrails count for a stack, in the order of their numbers: the stack's newest, those
    /// of each kind that show whether it works, and those that changed anything on this host.
    func counted(of stack: String) -> [Int] {
        var own = 0
        var withEvidence: [RepairKind: Int] = [:]
        var changing = 0
        var counted: [Int] = []
        // Accessed by index, so that no entry is copied.
        for place in entries.indices.reversed() {
            let outcome = entries[place].outcome ?? .unknown
            var counts = false
            if entries[place].beginning.stack == stack {
                own += 1
                counts = own <= PastRepair.Counted.ofStack
                if outcome.isFailure != nil {
                    let ofKind = withEvidence[entries[place].beginning.kind, default: 0] + 1
                    withEvidence[entries[place].beginning.kind] = ofKind
                    counts = counts || ofKind <= PastRepair.Counted.ofKind
                }
            }
            if outcome.mayHaveChanged, entries[place].beginning.kind.traits.countsInBudget {
                changing += 1
                counts = counts || changing <= PastRepair.Counted.ofHost
            }
            if counts { counted.append(place) }
        }
        return counted.reversed()
    }

    /// Drops the entries that are neither new nor counted.
    private mutating func drop() {
        var keep = Set(entries.indices.suffix(MemoryBook.kept))
        for stack in Set(entries.map(\.beginning.stack)) { keep.formUnion(counted(of: stack)) }
        entries = keep.sorted().map { entries[$0] }
        mostEntries = entries.count + 100
    }
}

extension MemoryBook.Entry {
    var past: PastRepair {
        PastRepair(
            number: number, id: id, stack: beginning.stack, kind: beginning.kind, began: beginning.at,
            ended: ended, outcome: outcome, wasOnlyAskedFor: wasOnlyAskedFor)
    }

    private var wasOnlyAskedFor: Bool {
        outcome == .refused && beginning.rule == nil && beginning.incident == nil
            && !steps.contains { ["snapshot", "plan"].contains($0.step) }
    }

    /// Nil if it did not start to change the state.
    var stateWrite: StateWrite? {
        guard beginning.apply, outcome?.mayHaveChanged ?? true, let first = before.first,
            steps.contains(where: { $0.step == "apply" })
        else { return nil }
        var write = StateWrite(
            repair: id, kind: beginning.kind,
            addresses: beginning.addresses.filter { !muted.contains($0) },
            isFinished: outcome == .repaired, lineage: first.state.lineage,
            serialBefore: first.state.serial, serialAfter: serialAfter, bodies: [])
        if write.mayHaveDropped { write.bodies = before.map(\.body) }
        return write
    }

    var stored: StoredRepair {
        StoredRepair(
            id: id, stack: beginning.stack, kind: beginning.kind.rawValue, rule: beginning.rule,
            incident: beginning.incident, requestedBy: beginning.requestedBy, why: beginning.why,
            addresses: beginning.addresses.map(\.description), subject: beginning.subject,
            startedAt: beginning.at.wall.description, endedAt: ended?.wall.description,
            outcome: outcome?.rawValue, reason: reason, serialBefore: before.first?.state.serial,
            serialAfter: serialAfter, steps: steps.map { "\($0.step): \($0.detail)" })
    }
}
