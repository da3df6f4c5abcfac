import Decisions
import Rehearsal
import Synchronization

/// Random disturbances of the simulated world and random actions of operators. The simulated machine does not know about them.
final class InventedTrouble: Sendable {
    /// How many troubles and actions there were.
    struct Counts: Sendable {
        /// How often each trouble began, in the order of `Trouble.allCases`.
        var troubles = Array(repeating: 0, count: Trouble.allCases.count)
        var operatorActions = 0
    }

    let faultRates = Mutex(FaultRates.calm)
    let counts = Mutex(Counts())
    /// By stack, the resources that repeatedly disappear and return, and until when.
    private let flickering = Mutex<[String: [Address: Duration]]>([:])

    /// Whether to kill a process between two of its steps.
    func killsAtStep(_ random: SeededRandom) -> Bool {
        let probability = faultRates.withLock { $0.killAtStep }
        return probability > 0 && random.chance(probability)
    }

    /// Starts random disturbances until `isOver` returns true.
    func disturbTheWorld(_ simulation: Simulation, until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            guard let mean = faultRates.withLock({ $0.trouble }) else {
                await simulation.scheduler.sleep(.seconds(600), owner: 0)
                continue
            }
            await simulation.scheduler.sleep(simulation.random.time(mean / 4, mean * 2), owner: 0)
            if isOver() || faultRates.withLock({ $0.trouble }) == nil { continue }
            startDisturbance(simulation)
        }
    }

    private func startDisturbance(_ simulation: Simulation) {
        switch simulation.random.number(0...9) {
        case 0...5: startTrouble(simulation)
        case 6: killProcess(simulation)
        case 7: stepClock(simulation)
        case 8: disturbOneResource(simulation)
        default: simulation.random.chance(0.2) ? reboot(simulation) : disturbOneResource(simulation)
        }
    }

    private func startTrouble(_ simulation: Simulation) {
        let favourites = faultRates.withLock { $0.favourites }
        let isFavourite = !favourites.isEmpty && simulation.random.chance(0.5)
        guard let trouble = simulation.random.pick(isFavourite ? favourites : Trouble.allCases) else {
            return
        }
        let lasts = simulation.random.time(
            .seconds(20), simulation.random.chance(0.2) ? .seconds(3600) : .seconds(600))
        let faulty = simulation.random.pick(SimulatedResource.Service.allCases) ?? .dynamodb
        simulation.truth.withLock { truth in
            if !truth.host.has(.throttling, at: simulation.clock),
                !truth.host.has(.partOutage, at: simulation.clock)
            {
                truth.host.faultyService = faulty
            }
            truth.host.begin(trouble, until: simulation.clock + lasts)
        }
        counts.withLock { $0.troubles[trouble.rawValue] += 1 }
        simulation.note("trouble: \(trouble.words) for \(lasts.words)")
    }

    private func killProcess(_ simulation: Simulation) {
        let repairers = simulation.stores.stackNames.compactMap { name in
            simulation.truth.withLock { $0.repairers[name] }
        }
        if let process = simulation.random.chance(0.5)
            ? simulation.random.pick(repairers) : simulation.truth.withLock({ $0.watcher })
        {
            simulation.kill(process)
        }
    }

    private func stepClock(_ simulation: Simulation) {
        let by = Duration.seconds(simulation.random.number(-7200...7200))
        simulation.truth.withLock { $0.host.offset += by }
        simulation.note("the clock steps by \(by.components.seconds) s")
    }

    /// Kills all processes at once and restarts the time since boot. The wall clock is right afterwards.
    private func reboot(_ simulation: Simulation) {
        simulation.note("the machine reboots")
        let alive = simulation.truth.withLock { truth in
            [truth.watcher].compactMap { $0 }
                + simulation.stores.stackNames.compactMap { truth.repairers[$0] }
        }
        for process in alive { simulation.kill(process) }
        simulation.truth.withLock { truth in
            truth.host.boots += 1
            truth.host.bootedAt = simulation.clock
            truth.host.offset = .zero
        }
    }

    /// Makes a resource of a stack missing, unhealthy or flapping, or changes its error rate.
    private func disturbOneResource(_ simulation: Simulation) {
        guard let name = simulation.random.pick(simulation.stores.stackNames) else { return }
        let clock = simulation.clock
        let flickers = faultRates.withLock { $0.flickers } && simulation.random.chance(0.5)
        let choice = flickers ? 10 : simulation.random.number(0...9)
        let some = simulation.stack(name) { truth in
            truth.simulatedResources.filter { $0.service != nil && $0.alarm == nil && $0.exists }.map(
                \.address)
        }
        let lost = simulation.random.pick(some ?? [])
        if choice == 10, let lost {
            flickering.withLock { $0[name, default: [:]][lost] = clock + .seconds(3600) }
        }
        let rate = Double(simulation.random.number(0...60))
        simulation.stack(name) { truth in
            switch choice {
            case 0...4: if let lost { truth.change(lost) { $0.exists = false } }
            case 5: if let lost { truth.change(lost) { $0.isHealthy.toggle() } }
            case 6, 7: truth.errorRate = truth.errorRate > 10 ? 0 : rate
            case 8: truth.change(SampleStacks.errors) { $0.alarm?.flapsUntil = clock + .seconds(2400) }
            case 10: break
            default:
                // All resources but the alarms at once.
                for resource in truth.simulatedResources where resource.alarm == nil {
                    truth.change(resource.address) { $0.exists = false }
                }
            }
        }
        simulation.note("\(name): disturbance \(choice) \(choice <= 5 ? lost?.description ?? "" : "")")
    }

    /// Removes and restores the flickering resources every three minutes until `isOver` returns true.
    func flicker(_ simulation: Simulation, until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            await simulation.scheduler.sleep(.seconds(180), owner: 0)
            let clock = simulation.clock
            for (name, simulatedResources) in flickering.withLock({ $0 }) {
                let ended = simulatedResources.filter { clock >= $0.value }.keys
                flickering.withLock { state in for address in ended { state[name]?[address] = nil } }
                simulation.stack(name) { truth in
                    for address in simulatedResources.keys where !ended.contains(address) {
                        truth.change(address) { $0.exists.toggle() }
                    }
                }
            }
        }
    }

    /// The flickering resources of a stack stay as they are now.
    func endFlickering(of stack: String) { flickering.withLock { $0[stack] = nil } }
}
