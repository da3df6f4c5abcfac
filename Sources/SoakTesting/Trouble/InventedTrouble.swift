import Decisions
import Rehearsal
import Synchronization

/// What goes wrong by itself and by people, by chance, with a machine that knows nothing of it.
final class InventedTrouble: Sendable {
    /// How often it struck.
    struct Counts: Sendable {
        /// By trouble, in the order of `Trouble.allCases`.
        var troubles = Array(repeating: 0, count: Trouble.allCases.count)
        /// Of people.
        var deeds = 0
    }

    let odds = Mutex(Odds.calm)
    let counts = Mutex(Counts())
    /// By stack, the things that come and go, and until when.
    private let flickering = Mutex<[String: [Address: Duration]]>([:])

    /// Whether a process is killed between two of its steps.
    func killsAtStep(_ dice: Dice) -> Bool {
        let odds = odds.withLock { $0.killAtStep }
        return odds > 0 && dice.chance(odds)
    }

    func strike(_ simulation: Simulation, until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            guard let mean = odds.withLock({ $0.trouble }) else {
                await simulation.scheduler.sleep(.seconds(600), owner: 0)
                continue
            }
            await simulation.scheduler.sleep(simulation.dice.time(mean / 4, mean * 2), owner: 0)
            if isOver() || odds.withLock({ $0.trouble }) == nil { continue }
            strikeOnce(simulation)
        }
    }

    private func strikeOnce(_ simulation: Simulation) {
        switch simulation.dice.number(0...9) {
        case 0...5: trouble(simulation)
        case 6: killSomething(simulation)
        case 7: stepClock(simulation)
        case 8: upset(simulation)
        default: simulation.dice.chance(0.2) ? reboot(simulation) : upset(simulation)
        }
    }

    private func trouble(_ simulation: Simulation) {
        let favourites = odds.withLock { $0.favourites }
        let isFavourite = !favourites.isEmpty && simulation.dice.chance(0.5)
        guard let trouble = simulation.dice.pick(isFavourite ? favourites : Trouble.allCases) else { return }
        let lasts = simulation.dice.time(
            .seconds(20), simulation.dice.chance(0.2) ? .seconds(3600) : .seconds(600))
        let sick = simulation.dice.pick(Thing.Service.allCases) ?? .dynamodb
        simulation.truth.withLock { truth in
            if !truth.host.has(.throttling, at: simulation.clock),
                !truth.host.has(.partOutage, at: simulation.clock)
            {
                truth.host.sickService = sick
            }
            truth.host.begin(trouble, until: simulation.clock + lasts)
        }
        counts.withLock { $0.troubles[trouble.rawValue] += 1 }
        simulation.note("trouble: \(trouble.words) for \(lasts.words)")
    }

    private func killSomething(_ simulation: Simulation) {
        let repairers = simulation.stores.stackNames.compactMap { name in
            simulation.truth.withLock { $0.repairers[name] }
        }
        if let process = simulation.dice.chance(0.5)
            ? simulation.dice.pick(repairers) : simulation.truth.withLock({ $0.watcher })
        {
            simulation.kill(process)
        }
    }

    private func stepClock(_ simulation: Simulation) {
        let by = Duration.seconds(simulation.dice.number(-7200...7200))
        simulation.truth.withLock { $0.host.offset += by }
        simulation.note("the clock steps by \(by.components.seconds) s")
    }

    /// Everything dies at once, and the time since the boot begins anew. The wall clock is right then.
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

    /// Something of a stack is lost, is unwell, or makes noise.
    private func upset(_ simulation: Simulation) {
        guard let name = simulation.dice.pick(simulation.stores.stackNames) else { return }
        let clock = simulation.clock
        let flickers = odds.withLock { $0.flickers } && simulation.dice.chance(0.5)
        let choice = flickers ? 10 : simulation.dice.number(0...9)
        let some = simulation.stack(name) { truth in
            truth.things.filter { $0.service != nil && $0.alarm == nil && $0.exists }.map(\.address)
        }
        let lost = simulation.dice.pick(some ?? [])
        if choice == 10, let lost {
            flickering.withLock { $0[name, default: [:]][lost] = clock + .seconds(3600) }
        }
        let rate = Double(simulation.dice.number(0...60))
        simulation.stack(name) { truth in
            switch choice {
            case 0...4: if let lost { truth.change(lost) { $0.exists = false } }
            case 5: if let lost { truth.change(lost) { $0.isWell.toggle() } }
            case 6, 7: truth.errorRate = truth.errorRate > 10 ? 0 : rate
            case 8: truth.change(SampleWorld.errors) { $0.alarm?.flapsUntil = clock + .seconds(2400) }
            case 10: break
            default:
                // Nearly everything at once.
                for thing in truth.things where thing.alarm == nil {
                    truth.change(thing.address) { $0.exists = false }
                }
            }
        }
        simulation.note("\(name): upset \(choice) \(choice <= 5 ? lost?.description ?? "" : "")")
    }

    /// Things that come and go do so, until it is over.
    func flicker(_ simulation: Simulation, until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            await simulation.scheduler.sleep(.seconds(180), owner: 0)
            let clock = simulation.clock
            for (name, things) in flickering.withLock({ $0 }) {
                let ended = things.filter { clock >= $0.value }.keys
                flickering.withLock { state in for address in ended { state[name]?[address] = nil } }
                simulation.stack(name) { truth in
                    for address in things.keys where !ended.contains(address) {
                        truth.change(address) { $0.exists.toggle() }
                    }
                }
            }
        }
    }

    /// What came and went stays as it is.
    func endFlickering(of stack: String) { flickering.withLock { $0[stack] = nil } }
}
