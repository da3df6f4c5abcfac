import Decisions
import Ledger
import Rehearsal
import Settings
import Synchronization
import Terraform
import Watchdog

/// Checks that everything repairable is repaired after the troubles end: first what they left, then a new loss.
struct RecoveryCheck: Sendable {
    let simulation: Simulation
    let trouble: InventedTrouble
    let invariants: Invariants
    /// How long the recovery from the troubles may take, in simulated time.
    let within: Duration

    func run() async {
        simulation.note("the trouble is over")
        trouble.faultRates.withLock { $0 = .calm }
        simulation.truth.withLock { $0.host.endTroubles() }
        // Half an hour, so that running processes finish.
        await simulation.scheduler.sleep(.seconds(1800), owner: 0)
        for name in simulation.stores.stackNames { await cleanUp(name) }
        await simulation.resume()
        // Closed windows hold repairs back for at most seven hours a day.
        let windows = simulation.truth.withLock { $0.file.windows }
        let closed = windows == .init() ? Duration.zero : .seconds(7 * 3600)
        await simulation.scheduler.sleep(within + closed, owner: 0)
        for name in simulation.stores.stackNames { await check(name, "after the trouble") }
        for name in simulation.stores.stackNames { lose(name) }
        await simulation.scheduler.sleep(within / 2 + closed, owner: 0)
        for name in simulation.stores.stackNames { await check(name, "after a new loss") }
    }

    /// A person fixes what only a person can fix.
    private func cleanUp(_ name: String) async {
        trouble.endFlickering(of: name)
        simulation.stack(name) { truth in
            truth.lock = nil
            truth.errorRate = 0
            for resource in truth.simulatedResources {
                truth.change(resource.address) { resource in
                    resource.isHotfixed = false
                    resource.isCodeAhead = false
                    resource.isHealthy = true
                    resource.backups = 0
                    resource.alarm?.flapsUntil = nil
                    // Terrier cannot query this type, so it cannot notice the loss.
                    if resource.service == nil { resource.exists = true }
                }
            }
        }
        await simulation.resetBreakers(name)
        let watch = try? await simulation.stores.ledger.stackRecord(of: name).watch
        let isAcknowledged = watch?.incidents.contains { $0.acknowledged != nil } ?? false
        let isClosed = watch?.rules.values.contains { $0.isTripped && $0.incident == nil } ?? false
        let isDistrusted = simulation.stack(name) { truth in
            let asked = truth.named.compactMap { truth[$0] }.filter { $0.service != nil }
            return asked.count { !$0.exists } * 2 > asked.count
        }
        // A person must import or recreate a resource that is not in the state, unless a repair left it out.
        let known = await addressesKnown(in: name)
        let needsImport = simulation.stack(name) { truth in
            truth.simulatedResources.contains {
                $0.isInCode && !truth.named.contains($0.address)
                    && ($0.exists || !known.contains($0.address))
            }
        }
        if isAcknowledged || isClosed || isDistrusted == true || needsImport == true {
            await simulation.applyByHand(name)
        }
    }

    /// The addresses in the state, with those that an apply left out of it.
    private func addressesKnown(in name: String) async -> Set<Address> {
        let dropped = await DroppedInstances(of: name, in: simulation.stores.book)
        let state = simulation.stack(name) { $0.state()?.remembering(dropped) }
        return Set((state ?? nil)?.managed.map(\.address) ?? [])
    }

    private func lose(_ name: String) {
        simulation.stack(name) { truth in
            truth.change(SampleStacks.tables[0]) { $0.exists = false }
            truth.change(SampleStacks.function) { $0.exists = false }
        }
        simulation.note("\(name): a new loss")
    }

    private func check(_ name: String, _ when: String) async {
        guard simulation.truth.withLock({ $0.file.policy(name)?.mode }) == .act,
            let truth = simulation.stack(name, { $0 })
        else { return }
        let lost = truth.simulatedResources.filter { $0.isInCode && !$0.exists }.map(\.address)
        if !lost.isEmpty {
            let names = lost.map(\.description).joined(separator: ", ")
            invariants.violate(simulation, "\(name): not repaired \(when): \(names)")
        }
        let muted = truth.simulatedResources.filter { $0.exists && $0.alarm?.actionsEnabled == false }
        if !muted.isEmpty {
            let names = muted.map(\.address.description).joined(separator: ", ")
            invariants.violate(simulation, "\(name): still muted \(when): \(names)")
        }
        if truth.lock != nil { invariants.violate(simulation, "\(name): a lock is left \(when)") }
        let watch = try? await simulation.stores.ledger.stackRecord(of: name).watch
        let open = watch?.incidents.filter { $0.severity == .critical } ?? []
        if let incident = open.first {
            invariants.violate(
                simulation, "\(name): \(incident.id) (\(incident.rule)) is open \(when)")
        }
    }
}
