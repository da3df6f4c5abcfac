import Decisions
package import Ledger
package import Terraform

extension DroppedInstances {
    /// What our own applies left out of the state and nobody has made or removed since; nil where there is none.
    ///
    /// - Parameter writes: the newest first. One counts only while the next began where it ended: where somebody else
    ///   wrote the state in between, that is what somebody wants.
    package init?(_ writes: [StateWrite], stack: String) {
        guard let newest = writes.first else { return nil }
        self.init(lineage: newest.lineage, serials: newest.serials, instances: [])
        var begins = newest.serialBefore
        // What was removed on purpose later on is not missed, and what is named by a newer state is known by that one.
        var settled: Set<Address> = []
        for (place, write) in writes.enumerated() {
            guard write.lineage == lineage, place == 0 || write.serials.contains(begins) else { break }
            begins = write.serialBefore
            switch write.kind {
            case .removeAlarms, .rollback: settled.formUnion(write.addresses)
            case .emergencyDeploy, .unmute: break
            }
            for body in write.bodies where write.mayHaveDropped {
                guard let state = try? State(parsing: body, stack: stack) else { continue }
                for address in write.addresses where !settled.contains(address) {
                    guard let instance = state.instance(at: address) else { continue }
                    instances.append(instance)
                    settled.insert(address)
                }
            }
        }
        if instances.isEmpty { return nil }
    }
}
