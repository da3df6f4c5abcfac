import Decisions
import Rehearsal
import Repairs

extension PlantedFault {
    /// The program of a simulated machine, with the fault.
    var variant: ProgramVariant {
        var variant = ProgramVariant()
        variant.policy = { $0.with(self) }
        variant.cycleTools = { tools, process, simulation in tools.with(self, process, simulation) }
        variant.repair = { repairer, request in (repairer.with(self, request), request) }
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
        repairer.book = FaultyBook(store: book, fault: fault)
        repairer.tools = tools.with(fault, request, repairer.policy)
        return repairer
    }
}
