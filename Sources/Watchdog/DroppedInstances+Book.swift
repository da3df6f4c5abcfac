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
        // A newer state that named something says more of it than an older one.
        var settled: Set<Address> = []
        for (place, write) in writes.enumerated() {
            guard write.lineage == lineage, place == 0 || write.serials.contains(begins) else { break }
            begins = write.serialBefore
            for body in write.bodies {
                guard let state = try? State(parsing: body, stack: stack) else { continue }
                let named = state.managed.filter { settled.insert($0.address).inserted }
                // What a removal took out of the state is not missed.
                if write.mayHaveDropped { instances += named }
            }
        }
        if instances.isEmpty { return nil }
    }
}
