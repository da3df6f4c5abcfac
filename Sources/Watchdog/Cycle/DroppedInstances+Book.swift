import Decisions
package import Ledger
package import Terraform

extension DroppedInstances {
    /// As the book records it; also nil if the book cannot be read.
    package init?(of stack: String, in book: (any RepairStore)?) async {
        guard let writes = try? await book?.stateWrites(of: stack) else { return nil }
        self.init(writes, stack: stack)
    }

    /// What our own applies left out of the state and nobody has created or removed since; nil if there is none.
    ///
    /// - Parameter writes: the newest first. One counts only if the next one began at the serial where it ended: if somebody
    ///   else wrote the state in between, that state is taken as intended.
    package init?(_ writes: [StateWrite], stack: String) {
        guard let newest = writes.first else { return nil }
        self.init(lineage: newest.lineage, serials: newest.serials, instances: [])
        var begins = newest.serialBefore
        // What was removed on purpose later is not missed, and the newest state that holds an instance is used.
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
