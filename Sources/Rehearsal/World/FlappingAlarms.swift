import Decisions

extension Simulation {
    /// Changes the state of the flapping alarms every 30 seconds until `isOver` returns true.
    package func flapAlarms(until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            await scheduler.sleep(.seconds(30), owner: 0)
            let clock = scheduler.clock
            let wall = now().wall
            for name in stores.stackNames { stack(name) { $0.flapAlarms(at: clock, wall) } }
        }
    }
}

extension SimulatedStack {
    fileprivate mutating func flapAlarms(at clock: Duration, _ wall: Timestamp) {
        for resource in simulatedResources {
            guard let until = resource.alarm?.flapsUntil else { continue }
            change(resource.address) { resource in
                let isOK = resource.alarm?.state == .ok
                resource.alarm?.state = isOK && clock < until ? .alarm : .ok
                resource.alarm?.changed = wall
                if clock >= until { resource.alarm?.flapsUntil = nil }
            }
        }
    }
}
