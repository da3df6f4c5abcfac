import Decisions
package import Ledger
package import Terraform

extension DroppedInstances {
    /// As the book knows it; nil as well where it cannot be read.
    package init?(of stack: String, in book: (any RepairStore)?) async {
        guard let writes = try? await book?.stateWrites(of: stack) else { return nil }
        self.init(writes, stack: stack)
    }

    /// What our own applies left out of the state and nobody has made or removed since; nil where there is none.
    ///
    /// - Parameter writes: the newest first. One counts only while the next began where it ended: where somebody else
    ///   wrote the state in between, that is what somebody wants.
    package init?(_ writes: [StateWrite], stack: String) {
        guard let newest = writes.first else { return nil }
        self.init(lineage: newest.lineage, serials: newest.serials, instances: [])
        var begins = newest.serialBefore
        // What was removed on purpose later on is not missed, and a newer state says more of an instance than an older one.
        var settled: Set<Address> = []
        for (place, write) in writes.enumerated() {
            guard write.lineage == lineage, place == 0 || write.serials.contains(begins) else { break }
            begins = write.serialBefore
            if !write.kind.traits.mayCreate { settled.formUnion(write.addresses) }
            for body in write.bodies {
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
