import Decisions
import Synchronization

/// What goes wrong by itself, by chance.
extension Simulation {
    func disturbTheWorld(until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            guard let mean = truth.withLock({ $0.faultRates.trouble }) else {
                await scheduler.sleep(.seconds(600), owner: 0)
                continue
            }
            await scheduler.sleep(random.time(mean / 4, mean * 2), owner: 0)
            if isOver() || truth.withLock({ $0.faultRates.trouble }) == nil { continue }
            startDisturbance()
        }
    }

    private func startDisturbance() {
        switch random.number(0...9) {
        case 0...5: trouble()
        case 6: killSomething()
        case 7: stepClock()
        case 8: disturbOneThing()
        default: random.chance(0.2) ? reboot() : disturbOneThing()
        }
    }

    private func trouble() {
        let favourites = truth.withLock { $0.faultRates.favourites }
        let isFavourite = !favourites.isEmpty && random.chance(0.5)
        guard let trouble = random.pick(isFavourite ? favourites : Trouble.allCases) else { return }
        let lasts = random.time(.seconds(20), random.chance(0.2) ? .seconds(3600) : .seconds(600))
        let faulty = random.pick(SimulatedResource.Service.allCases) ?? .dynamodb
        truth.withLock { truth in
            if !truth.host.has(.throttling, at: scheduler.clock),
                !truth.host.has(.partOutage, at: scheduler.clock)
            {
                truth.host.faultyService = faulty
            }
            truth.host.begin(trouble, until: scheduler.clock + lasts)
            truth.counts.troubles[trouble.rawValue] += 1
        }
        note("trouble: \(trouble.words) for \(lasts.words)")
    }

    private func killSomething() {
        let repairers = stores.stackNames.compactMap { name in truth.withLock { $0.repairers[name] } }
        if let process = random.chance(0.5) ? random.pick(repairers) : truth.withLock({ $0.watcher }) {
            kill(process)
        }
    }

    private func stepClock() {
        let by = Duration.seconds(random.number(-7200...7200))
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
    private func disturbOneThing() {
        guard let name = random.pick(stores.stackNames) else { return }
        let clock = scheduler.clock
        let flickers = truth.withLock { $0.faultRates.flickers } && random.chance(0.5)
        let choice = flickers ? 10 : random.number(0...9)
        let some = stack(name) { truth in
            truth.simulatedResources.filter { $0.service != nil && $0.alarm == nil && $0.exists }.map(
                \.address)
        }
        let lost = random.pick(some ?? [])
        let rate = Double(random.number(0...60))
        stack(name) { truth in
            switch choice {
            case 0...4: if let lost { truth.change(lost) { $0.exists = false } }
            case 5: if let lost { truth.change(lost) { $0.isWell.toggle() } }
            case 6, 7: truth.errorRate = truth.errorRate > 10 ? 0 : rate
            case 8: truth.change(SampleStacks.errors) { $0.alarm?.flapsUntil = clock + .seconds(2400) }
            case 10: if let lost { truth.change(lost) { $0.flickersUntil = clock + .seconds(3600) } }
            default:
                // Nearly everything at once.
                for resource in truth.simulatedResources where resource.alarm == nil {
                    truth.change(resource.address) { $0.exists = false }
                }
            }
        }
        note("\(name): upset \(choice) \(choice <= 5 ? lost?.description ?? "" : "")")
    }

    private func flapOneSignal() {
        let clock = scheduler.clock
        for name in stores.stackNames {
            stack(name) { truth in
                for resource in truth.simulatedResources {
                    guard let until = resource.flickersUntil else { continue }
                    truth.change(resource.address) { resource in
                        if clock >= until { resource.flickersUntil = nil } else { resource.exists.toggle() }
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
            if tick % 6 == 0 { flapOneSignal() }
            let clock = scheduler.clock
            let wall = now().wall
            for name in stores.stackNames {
                stack(name) { truth in
                    for resource in truth.simulatedResources {
                        guard let until = resource.alarm?.flapsUntil else { continue }
                        truth.change(resource.address) { resource in
                            let isQuiet = resource.alarm?.state == .ok
                            resource.alarm?.state = isQuiet && clock < until ? .alarm : .ok
                            resource.alarm?.changed = wall
                            if clock >= until { resource.alarm?.flapsUntil = nil }
                        }
                    }
                }
            }
        }
    }
}
