import Decisions
import Rehearsal
import Repairs

extension PlantedFault {
    /// The program of a simulated machine, with the fault.
    var variant: ProgramVariant {
        var variant = ProgramVariant()
        variant.policy = { $0.with(self) }
        variant.cycleTools = { tools, process, simulation in tools.with(self, process, simulation) }
        variant.repair = { repairer, request in (repairer.with(self, request), request.with(self)) }
        if self == .timesByTheWallClock { variant.moment = \.byTheWallAlone }
        variant.believed = { before, read in before.with(self, of: read) }
        return variant
    }
}

extension Repairer {
    fileprivate func with(_ fault: PlantedFault, _ request: RepairRequest) -> Repairer {
        var repairer = self
        repairer.policy = policy.with(fault)
        if fault == .ignoresConfiguration { repairer.configuration = request.configuration }
        // Its own look at the mode must not stop what is to be applied.
        if fault == .appliesWithoutAsking { repairer.policy.mode = .act }
        repairer.book = FaultyBook(store: book, fault: fault, asked: request)
        repairer.tools = tools.with(fault, request, repairer.policy)
        return repairer
    }
}

extension RepairRequest {
    /// As a machine hands it on to the repairer.
    fileprivate func with(_ fault: PlantedFault) -> RepairRequest {
        var request = self
        if fault == .appliesWithoutAsking { request.apply = true }
        return request
    }
}
