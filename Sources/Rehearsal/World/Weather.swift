import Decisions
import Synchronization

/// What goes wrong by itself, by chance.
extension Simulation {
    func makeWeather(until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            guard let mean = truth.withLock({ $0.odds.trouble }) else {
                await scheduler.sleep(.seconds(600), owner: 0)
                continue
            }
            await scheduler.sleep(dice.time(mean / 4, mean * 2), owner: 0)
            if isOver() || truth.withLock({ $0.odds.trouble }) == nil { continue }
            strike()
        }
    }

    private func strike() {
        switch dice.number(0...9) {
        case 0...5: trouble()
        case 6: killSomething()
        case 7: stepClock()
        case 8: upset()
        default: dice.chance(0.2) ? reboot() : upset()
        }
    }

    private func trouble() {
        let favourites = truth.withLock { $0.odds.favourites }
        let isFavourite = !favourites.isEmpty && dice.chance(0.5)
        guard let trouble = dice.pick(isFavourite ? favourites : Trouble.allCases) else { return }
        let lasts = dice.time(.seconds(20), dice.chance(0.2) ? .seconds(3600) : .seconds(600))
        let sick = dice.pick(Thing.Service.allCases) ?? .dynamodb
        truth.withLock { truth in
            if !truth.host.has(.throttling, at: scheduler.clock),
                !truth.host.has(.partOutage, at: scheduler.clock)
            {
                truth.host.sickService = sick
            }
            truth.host.begin(trouble, until: scheduler.clock + lasts)
            truth.counts.troubles[trouble.rawValue] += 1
        }
        note("trouble: \(trouble.words) for \(lasts.words)")
    }

    private func killSomething() {
        let repairers = stores.stackNames.compactMap { name in truth.withLock { $0.repairers[name] } }
        if let process = dice.chance(0.5) ? dice.pick(repairers) : truth.withLock({ $0.watcher }) {
            kill(process)
        }
    }

    private func stepClock() {
        let by = Duration.seconds(dice.number(-7200...7200))
        truth.withLock { $0.host.offset += by }
        note("the clock steps by \(by.components.seconds) s")
    }

    /// Everything dies at once, and the time since the boot begins anew. The wall clock is right then.
    private func reboot() {
        note("the machine reboots")
        let alive = truth.withLock { truth in
            [truth.watcher].compactMap { $0 } + stores.stackNames.compactMap { truth.repairers[$0] }
        }
        for process in alive { kill(process) }
        truth.withLock { truth in
            truth.host.boots += 1
            truth.host.bootedAt = scheduler.clock
            truth.host.offset = .zero
        }
    }

    /// Something of a stack is lost, is unwell, or makes noise.
    private func upset() {
        guard let name = dice.pick(stores.stackNames) else { return }
        let clock = scheduler.clock
        let flickers = truth.withLock { $0.odds.flickers } && dice.chance(0.5)
        let choice = flickers ? 10 : dice.number(0...9)
        let some = stack(name) { truth in
            truth.things.filter { $0.service != nil && $0.alarm == nil && $0.exists }.map(\.address)
        }
        let lost = dice.pick(some ?? [])
        let rate = Double(dice.number(0...60))
        stack(name) { truth in
            switch choice {
            case 0...4: if let lost { truth.change(lost) { $0.exists = false } }
            case 5: if let lost { truth.change(lost) { $0.isWell.toggle() } }
            case 6, 7: truth.errorRate = truth.errorRate > 10 ? 0 : rate
            case 8: truth.change(SampleWorld.errors) { $0.alarm?.flapsUntil = clock + .seconds(2400) }
            case 10: if let lost { truth.change(lost) { $0.flickersUntil = clock + .seconds(3600) } }
            default:
                // Nearly everything at once.
                for thing in truth.things where thing.alarm == nil {
                    truth.change(thing.address) { $0.exists = false }
                }
            }
        }
        note("\(name): upset \(choice) \(choice <= 5 ? lost?.description ?? "" : "")")
    }

    private func flicker() {
        let clock = scheduler.clock
        for name in stores.stackNames {
            stack(name) { truth in
                for thing in truth.things {
                    guard let until = thing.flickersUntil else { continue }
                    truth.change(thing.address) { thing in
                        if clock >= until { thing.flickersUntil = nil } else { thing.exists.toggle() }
                    }
                }
            }
        }
    }

    /// Alarms that flap change their state, and what is broken mends itself, as the world goes on.
    func goOn(until isOver: @escaping @Sendable () -> Bool) async {
        var tick = 0
        while !isOver() {
            await scheduler.sleep(.seconds(30), owner: 0)
            tick += 1
            if tick % 6 == 0 { flicker() }
            let clock = scheduler.clock
            let wall = now().wall
            for name in stores.stackNames {
                stack(name) { truth in
                    for thing in truth.things {
                        guard let until = thing.alarm?.flapsUntil else { continue }
                        truth.change(thing.address) { thing in
                            let isQuiet = thing.alarm?.state == .ok
                            thing.alarm?.state = isQuiet && clock < until ? .alarm : .ok
                            thing.alarm?.changed = wall
                            if clock >= until { thing.alarm?.flapsUntil = nil }
                        }
                    }
                }
            }
        }
    }
}
