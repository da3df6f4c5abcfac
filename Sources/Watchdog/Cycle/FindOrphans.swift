import Decisions
import Ledger
import Notifications
import Probes
import Terraform

/// Searches for orphans concurrently with the cycle, and rarely: if something left the state, and once an hour as long as there
/// are orphans.
struct OrphanTools: Sendable {
    var search: OrphanSearch
    var ledger: Ledger

    /// How long the result of a search applies while the state stays the same.
    static let lifetime = Duration.seconds(3600)

    /// Searches, and stores what was found.
    ///
    /// - Returns: the removed ones that were not known before, and all of them.
    func run(_ observation: Observation, _ state: State) async throws(LedgerFault) -> (
        new: [Orphan], all: [Orphan]
    ) {
        let before = try await ledger.orphans(of: search.stack)
        let earlier = try await EarlierInstances(stack: search.stack).lackedBy(
            state, at: observation.at, in: ledger)
        let found = await search.found(observation, state, earlier)
        // What AWS gave no answer for is as it was.
        let kept = before.filter { found.unknown.contains($0.address) }
        let all = (found.orphans + kept).sorted { $0.address < $1.address }
        try await ledger.storeOrphans(all, of: search.stack)
        let known = Set(before.map(\.address))
        return (all.filter { $0.cause == .removed && !known.contains($0.address) }, all)
    }
}

/// When a stack's orphans were searched for last.
actor OrphanTurn {
    private var last: Moment?
    private var version: StateVersion?
    private var untracked: [Address] = []
    /// Nil until it was read from the ledger.
    private var hasOrphans: Bool?

    /// Whether a search is due; the next call then says no.
    func isDue(_ observation: Observation, _ tools: OrphanTools, now: Moment) async throws(LedgerFault)
        -> Bool
    {
        guard let snapshot = observation.snapshot else { return false }
        let version = StateVersion(snapshot)
        var isDue = !observation.removed.isEmpty || observation.untracked != untracked
        if hasOrphans == nil {
            let stack = tools.search.stack
            if try await tools.ledger.isOrphanSearchDue(of: stack) { isDue = true }
            hasOrphans = try await !tools.ledger.orphans(of: stack).isEmpty
        }
        if hasOrphans == true {
            let isOld = last.map { now.since($0) >= OrphanTools.lifetime } ?? true
            if isOld || version != self.version { isDue = true }
        }
        guard isDue else { return false }
        (last, self.version, untracked) = (now, version, observation.untracked)
        return true
    }

    func take(_ orphans: [Orphan]) { hasOrphans = !orphans.isEmpty }

    /// The search failed: it is due again.
    func forget() { hasOrphans = nil }
}

extension StackLoop {
    /// Starts a search if one is due. A repair may be about to write the state, so a search waits for its end.
    func findOrphans(_ probeResult: ProbeResult, _ loopState: LoopState) async throws {
        guard let orphans = tools.orphans, let state = probeResult.state, !loopState.isRepairing else {
            return
        }
        let (observation, turn) = (probeResult.observation, loopState.orphans)
        guard try await turn.isDue(observation, orphans, now: tools.now()) else { return }
        await loopState.inquiries.start {
            guard !Task.isCancelled else { return }
            // In a task of its own, because the ledger writes nothing for a cancelled task.
            await dispatcher.spawn {
                do throws(LedgerFault) {
                    let found = try await orphans.run(observation, state)
                    await turn.take(found.all)
                    for orphan in found.new { await say(.resourceOrphaned(orphan.address)) }
                } catch {
                    await turn.forget()
                    await say(.ledgerFault(error.description))
                }
            }.value
        }
    }
}
