import Decisions

extension Simulation {
    /// Alarms that flap change their state, until it is over.
    package func flapAlarms(until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            await scheduler.sleep(.seconds(30), owner: 0)
            let clock = scheduler.clock
            let wall = now().wall
            for name in stores.stackNames { stack(name) { $0.flapAlarms(at: clock, wall) } }
        }
    }
}

extension StackTruth {
    fileprivate mutating func flapAlarms(at clock: Duration, _ wall: Timestamp) {
        for thing in things {
            guard let until = thing.alarm?.flapsUntil else { continue }
            change(thing.address) { thing in
                let isQuiet = thing.alarm?.state == .ok
                thing.alarm?.state = isQuiet && clock < until ? .alarm : .ok
                thing.alarm?.changed = wall
                if clock >= until { thing.alarm?.flapsUntil = nil }
            }
        }
    }
}
