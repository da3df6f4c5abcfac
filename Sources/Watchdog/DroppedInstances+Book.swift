package import Ledger
package import Terraform

extension DroppedInstances {
    /// What so many unfinished repairs left out of the state; nil where there is none.
    ///
    /// - Parameter unfinished: the newest first. One counts only while the next began where it ended: where somebody else
    ///   wrote the state in between, that is what somebody wants.
    package init?(_ unfinished: [UnfinishedRepair], stack: String) {
        guard let newest = unfinished.first else { return nil }
        self.init(lineage: newest.lineage, serials: newest.serials, instances: [])
        var begins = newest.serialBefore
        for (place, repair) in unfinished.enumerated() {
            guard repair.lineage == lineage, place == 0 || repair.serials.contains(begins) else { break }
            begins = repair.serialBefore
            for body in repair.bodies {
                guard let state = try? State(parsing: body, stack: stack) else { continue }
                for address in repair.addresses where !instances.contains(where: { $0.address == address }) {
                    if let instance = state.instance(at: address) { instances.append(instance) }
                }
            }
        }
    }
}
