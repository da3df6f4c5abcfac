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
        if self == .countsTimeByWallClock { variant.moment = \.byWallClockAlone }
        variant.believed = { before, read in before.with(self, of: read) }
        return variant
    }
}

extension Repairer {
    fileprivate func with(_ fault: PlantedFault, _ request: RepairRequest) -> Repairer {
        var repairer = self
        repairer.policy = policy.with(fault)
        if fault == .ignoresConfiguration { repairer.configuration = request.configuration }
        // The repairer checks the mode on its own: in mode observe it would not apply.
        if fault == .appliesWithoutRequest { repairer.policy.mode = .act }
        repairer.book = FaultyBook(store: book, fault: fault, requested: request)
        repairer.tools = tools.with(fault, request, repairer.policy)
        return repairer
    }
}

extension RepairRequest {
    /// The request as the faulty machine passes it to the repairer.
    fileprivate func with(_ fault: PlantedFault) -> RepairRequest {
        var request = self
        if fault == .appliesWithoutRequest { request.apply = true }
        return request
    }
}
