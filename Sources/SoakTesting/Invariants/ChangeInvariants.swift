import Decisions
import Ledger
import Rehearsal
import Synchronization

/// The invariants that hold at the moment when a repair changes the world.
extension Invariants {
    func applyBegins(
        of plan: SimulatedStack.PlanFile, to stack: String, by process: SimulatedProcess,
        in simulation: Simulation
    ) async {
        guard let repair = repair(of: process.number) else {
            return violate(simulation, "an apply without a repair in the book")
        }
        await checkMayChange(simulation, repair, by: process)
        if repair.steps["inspect", default: 0] <= repair.plans {
            violate(simulation, "\(repair.id): a plan is applied that was not inspected")
        }
        if !repair.snapshots.contains(plan.mark) {
            violate(simulation, "\(repair.id): no snapshot of \(plan.mark) before the change")
        }
        change(repair.id) { repair in
            repair.applies += 1
            repair.plans += 1
            repair.isVerified = false
            repair.created = plan.changes.filter { $0.action == .create }.map(\.address)
        }
        counts.withLock { $0.applies += 1 }
        guard let truth = simulation.stack(stack, { $0 }),
            let policy = simulation.truth.withLock({ $0.file.policy(stack) })
        else { return }
        if plan.account != truth.account || simulation.caller != truth.account {
            violate(simulation, "\(repair.id): applied in another account")
        }
        // Terraform itself refuses a stale plan.
        guard plan.mark == truth.mark else { return }
        for planned in plan.changes {
            checkPlannedChange(planned, of: plan, repair, truth, policy, process, simulation)
        }
        if repair.kind == .emergencyDeploy { checkTierOrder(plan, repair, policy, process, simulation) }
    }

    /// A repair is verified when AWS reports what it created as healthy.
    func answered(_ instances: [InstanceReport], to process: SimulatedProcess) {
        guard let repair = repair(of: process.number), !repair.created.isEmpty else { return }
        let healthy = Set(instances.filter { $0.status == .healthy }.map(\.address))
        let asked = Set(instances.map(\.address))
        if repair.created.allSatisfy({ healthy.contains($0) || !asked.contains($0) }),
            repair.created.contains(where: healthy.contains)
        {
            change(repair.id) { $0.isVerified = true }
        }
    }

    func muteBegins(
        of alarms: [Address], in stack: String, enabled: Bool, by process: SimulatedProcess,
        in simulation: Simulation
    ) async {
        guard let repair = repair(of: process.number) else {
            return violate(simulation, "a mute without a repair in the book")
        }
        await checkMayChange(simulation, repair, by: process)
        if !alarms.allSatisfy(repair.addresses.contains) {
            violate(simulation, "\(repair.id): mutes alarms that were not requested")
        }
        if !enabled, let muted = try? await simulation.stores.book.activeMutes(of: stack).map(\.address),
            !alarms.allSatisfy(muted.contains)
        {
            violate(simulation, "\(repair.id): mutes alarms that the book does not have")
        }
        change(repair.id) { $0.applies += 1 }
        counts.withLock { $0.applies += 1 }
    }

    private func checkPlannedChange(
        _ planned: PlannedChange, of plan: SimulatedStack.PlanFile, _ repair: ObservedRepair,
        _ truth: SimulatedStack, _ policy: Policy,
        _ process: SimulatedProcess,
        _ simulation: Simulation
    ) {
        let address = planned.address
        let seen = simulation.truth.withLock { $0.knowledge[process.number]?.statuses[address] }
        func matches(_ patterns: [Pattern]) -> Bool { patterns.contains { $0.matches(address) } }
        let protected = matches(policy.guardrails.protect)
        switch planned.action {
        case .create:
            if seen != .missing || !repair.kind.traits.mayCreate {
                violate(simulation, "\(repair.id): creates \(address), which was not reported missing")
            }
            if let resource = truth[address], resource.service == .dynamodb, resource.backups > 0 {
                violate(simulation, "\(repair.id): creates \(address) again, and it has a backup")
            }
        case .update:
            let follows =
                policy.guardrails.consequences == .admit && plan.onlyFollows(address)
            if protected || !matches(policy.guardrails.allow.update) && !follows {
                let what = truth[address]?.isHotfixed == true ? "reverts a hotfix of" : "updates"
                violate(simulation, "\(repair.id): \(what) \(address)")
            }
        case .delete:
            let isRequested = repair.addresses.contains(address) || repair.kind == .rollback
            if protected || !isRequested || !matches(policy.guardrails.destroy) {
                violate(simulation, "\(repair.id): deletes \(address), which is not on the list")
            }
        default: violate(simulation, "\(repair.id): does \(planned)")
        }
    }

    /// Nothing of a tier is created while a resource of an earlier tier is missing, or one of either is unknown.
    private func checkTierOrder(
        _ plan: SimulatedStack.PlanFile, _ repair: ObservedRepair, _ policy: Policy,
        _ process: SimulatedProcess,
        _ simulation: Simulation
    ) {
        guard let seen = simulation.truth.withLock({ $0.knowledge[process.number]?.statuses }) else {
            return
        }
        let created = plan.changes.filter { $0.action == .create }.map(\.address)
        guard let last = policy.tiers.lastIndex(where: { tier in created.contains { tier.covers($0) } })
        else {
            return
        }
        for address in seen.keys.sorted() {
            guard let place = policy.tiers.firstIndex(where: { $0.covers(address) }), place <= last else {
                continue
            }
            if case .unknown = seen[address] {
                violate(simulation, "\(repair.id): repairs a tier while its \(address) is unknown")
            }
            if place < last, seen[address] == .missing {
                violate(simulation, "\(repair.id): \(address) of an earlier tier is missing")
            }
        }
    }

    // MARK: whether a change is allowed at all

    private func checkMayChange(
        _ simulation: Simulation, _ repair: ObservedRepair, by process: SimulatedProcess
    ) async {
        let stack = repair.stack
        let truth = simulation.truth.withLock { $0 }
        guard let policy = truth.file.policy(stack) else { return }
        if !repair.apply { violate(simulation, "\(repair.id): changes, and apply was not requested") }
        if policy.mode != .act, repair.why == nil {
            violate(simulation, "\(repair.id): changes in mode observe")
        }
        if !repair.hasCurrentConfiguration {
            violate(simulation, "\(repair.id): decided under another configuration")
        }
        if repair.steps["apply", default: 0] <= repair.applies {
            violate(simulation, "\(repair.id): changes without an earlier step in the book")
        }
        if truth.repairers[stack]?.number != process.number {
            violate(simulation, "\(repair.id): changes while another repair of \(stack) runs")
        }
        if let processKnowledge = truth.knowledge[process.number] {
            if case .shown = processKnowledge.account {
            } else {
                violate(simulation, "\(repair.id): changes in an unconfirmed account")
            }
        } else {
            violate(simulation, "\(repair.id): changes without a probe")
        }
        await checkSwitches(simulation, repair)
        guard repair.kind != .unmute else { return }
        if repair.why == nil {
            if case .closed(let why) = truth.file.window(at: simulation.now().wall) {
                violate(simulation, "\(repair.id): changes in a closed window (\(why))")
            }
            checkDistrust(simulation, repair, truth.knowledge[process.number], policy)
        }
        checkCounts(simulation, repair, policy)
    }

    private func checkSwitches(_ simulation: Simulation, _ repair: ObservedRepair) async {
        guard let switches = await simulation.switches(of: repair.stack) else { return }
        if let why = switches.operators.pause {
            violate(simulation, "\(repair.id): changes while paused (\(why))")
        }
        if let incident = repair.incident,
            switches.operators.acknowledged[incident] ?? switches.operators.closed[incident] != nil
        {
            violate(simulation, "\(repair.id): repairs \(incident), which a person has taken over")
        }
    }

    private func checkDistrust(
        _ simulation: Simulation, _ repair: ObservedRepair, _ processKnowledge: Simulation.ProcessKnowledge?,
        _ policy: Policy
    ) {
        guard let processKnowledge, repair.kind == .emergencyDeploy else { return }
        let asked = processKnowledge.statuses.values.filter {
            if case .unknown = $0 { return false }
            return $0 != .notAsked
        }
        let bad = asked.count { $0 != .healthy }
        if asked.count >= 3, Double(bad) * 100 > policy.guardrails.distrust * Double(asked.count) {
            violate(simulation, "\(repair.id): repairs although \(bad) of \(asked.count) are bad at once")
        }
    }

    /// Checks the budgets and the cooldown, both in true time, and the breaker, which does not depend on time.
    private func checkCounts(_ simulation: Simulation, _ repair: ObservedRepair, _ policy: Policy) {
        let clock = simulation.clock
        let host = simulation.truth.withLock { $0.host }
        let all = record.withLock { record in
            record.repairs.filter { $0.id != repair.id && $0.kind != .unmute }
        }
        // Across a reboot only the wall clock is left: repairs are not counted if it was wrong.
        let before = all.filter {
            $0.boot == host.boots || ($0.clockWasRight && host.offset == .zero)
        }
        func checkBudget(_ budget: GuardrailSettings.Budget, _ counts: (ObservedRepair) -> Bool) {
            let within = before.count { counts($0) && $0.applies > 0 && clock - $0.clock < budget.within }
            if within >= budget.repairs {
                violate(
                    simulation,
                    "\(repair.id): \(within) repairs within \(budget.within.words), over the budget")
            }
        }
        let settings = policy.guardrails
        checkBudget(settings.budget) { $0.stack == repair.stack && $0.kind == repair.kind }
        checkBudget(settings.stackBudget) { $0.stack == repair.stack }
        checkBudget(settings.hostBudget) { _ in true }
        if repair.why == nil, let last = before.last(where: { $0.stack == repair.stack && $0.applies > 0 }),
            repair.clock - (last.endedAt ?? last.clock) < settings.cooldown
        {
            violate(simulation, "\(repair.id): begins before the cooldown has passed")
        }
        var failures = 0
        for other in all.reversed() where other.stack == repair.stack && other.kind == repair.kind {
            if other.isReset || other.outcome == .repaired { break }
            if other.outcome == .refused || other.outcome == .wouldApply { continue }
            failures += 1
        }
        if failures >= 2 {
            violate(simulation, "\(repair.id): the breaker is open after \(failures) failures")
        }
    }
}

extension SimulatedStack.PlanFile {
    /// Whether an update of the resource changes nothing but what follows from the plan's creates. What a person changes between
    /// plan and apply is not known to anybody.
    fileprivate func onlyFollows(_ address: Address) -> Bool {
        guard let resource = planned.first(where: { $0.address == address }), !resource.isHotfixed,
            !resource.isCodeAhead
        else { return false }
        return resource.follows.contains { changes.contains(PlannedChange($0, .create)) }
    }
}
