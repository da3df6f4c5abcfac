import Decisions
import Ledger
import Rehearsal
import Repairs
import Terraform
import Watchdog

extension CycleTools {
    /// The watcher's tools, with a fault.
    func with(_ fault: PlantedFault, _ process: SimulatedProcess, _ simulation: Simulation) -> CycleTools {
        var tools = self
        tools.ledger = FaultyLedger(store: ledger, fault: fault) { work in
            _ = simulation.spawn {
                await simulation.wait(process, .seconds(1))
                await work()
            }
        }
        let book = book
        tools.book = { () throws(LedgerFault) in
            try await book().map { FaultyBook(store: $0, fault: fault, requested: nil) }
        }
        tools.decide = { fault.decide($0, $1, $2) }
        return tools
    }
}

extension RepairTools {
    /// The tools of a repairer that carries a request out, with a fault.
    func with(_ fault: PlantedFault, _ request: RepairRequest, _ policy: Policy) -> RepairTools {
        var tools = self
        let (observe, ask, plan, switches) = (observe, ask, plan, switches)
        tools.switches = { () throws(ToolFault) in try await switches().with(fault) }
        switch fault {
        case .ignoresWindow: tools.window = { .open }
        case .ignoresBackups: tools.backups = { _, _ in .none }
        case .verifiesNothing:
            let expected: InstanceStatus = request.kind == .emergencyDeploy ? .healthy : .missing
            tools.ask = { addresses, before in
                var stackObservation = await ask(addresses, before)
                stackObservation.observation.instances = addresses.map { InstanceReport($0, expected) }
                return stackObservation
            }
        case .admitsDriftedConsequences:
            let details = details
            tools.details = { file throws(ToolFault) in
                var details = try await details(file)
                details.drift.removeAll { $0.action == .update }
                return details
            }
        case .skipsInspection, .admitsAnyDelete:
            tools.plan = { order throws(ToolFault) in try await plan(order).showing(order, fault) }
        case .restoresLowestTierFirst:
            // The decision requests the lower tiers first, so the repairer must not see what earlier tiers miss.
            let before = policy.tiers.prefix { $0.name != request.tier }
            tools.observe = {
                var stackObservation = await observe()
                if request.tier != nil { stackObservation.observation.hideMissing(of: before) }
                return stackObservation
            }
        default: break
        }
        return tools
    }
}

extension PlanSummary {
    /// The plan as the inspection gets it: without its other changes, which are still applied.
    fileprivate func showing(_ order: PlanOrder, _ fault: PlantedFault) -> PlanSummary {
        var summary = self
        guard fault == .skipsInspection else {
            summary.changes.removeAll { $0.action == .delete && !order.targets.contains($0.address) }
            return summary
        }
        let wanted: PlannedChange.Action = order.destroy ? .delete : .create
        summary.changes.removeAll { $0.action != wanted || !order.targets.contains($0.address) }
        return summary
    }
}

extension Observation {
    fileprivate mutating func hideMissing(of tiers: some Sequence<Tier>) {
        for place in instances.indices where instances[place].status == .missing {
            let address = instances[place].address
            if tiers.contains(where: { $0.covers(address) }) { instances[place].status = .healthy }
        }
    }
}
