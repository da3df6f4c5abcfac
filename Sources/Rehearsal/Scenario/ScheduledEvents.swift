import Decisions
import Ledger
import Settings
import Synchronization

/// How the events of a scenario change the simulated world.
extension Simulation {
    func start(_ event: Scenario.EventKind, to stack: String, _ world: RehearsedWorld) async {
        switch event {
        case .lose(let patterns): change(world.matching(patterns), of: stack) { $0.exists = false }
        case .unwell(let patterns): change(world.matching(patterns), of: stack) { $0.isHealthy = false }
        case .restore(let patterns):
            change(world.matching(patterns), of: stack) { resource in
                resource.exists = true
                resource.isHealthy = true
            }
        case .errorRate(let percent): self.stack(stack) { $0.errorRate = percent }
        case .flap(let address, let lasts):
            let end = clock + lasts
            change([address], of: stack) { $0.alarm?.flapsUntil = end }
        case .changeByHand(let address): change([address], of: stack) { $0.isHotfixed = true }
        case .backup(let address): change([address], of: stack) { $0.backups += 1 }
        case .throttle(let service, let lasts):
            truth.withLock { $0.host.faultyService = SimulatedResource.Service(service) }
            begin(.throttling, for: lasts)
        case .trouble(let trouble, let lasts): begin(Trouble(trouble), for: lasts)
        case .lock(let lasts): holdLock(of: stack, for: lasts)
        case .pause(let lasts):
            await stores.set(
                StoredSwitch(
                    .pause, stack: stack, who: "a person", why: "the scenario", at: now(), lasts: lasts))
        case .acknowledge: await acknowledgeAll(of: stack)
        case .reset: await resetBreakers(stack)
        case .clock(let step): truth.withLock { $0.host.offset += step }
        case .restart: endWatcher()
        case .kill: if let watcher = truth.withLock({ $0.watcher }) { kill(watcher) }
        }
    }

    private func change(
        _ addresses: [Address], of stack: String, _ change: @Sendable (inout SimulatedResource) -> Void
    ) {
        self.stack(stack) { truth in
            for address in addresses { truth.change(address, change) }
        }
    }

    private func begin(_ trouble: Trouble, for lasts: Duration) {
        truth.withLock { $0.host.begin(trouble, until: scheduler.clock + lasts) }
    }

    private func holdLock(of stack: String, for lasts: Duration) {
        guard takeLockByHand(stack) else { return }
        _ = spawn {
            await self.scheduler.sleep(lasts, owner: 0)
            self.stack(stack) { truth in if truth.lock?.process == nil { truth.lock = nil } }
        }
    }

    private func acknowledgeAll(of stack: String) async {
        guard let stackRecord = try? await stores.ledger.stackRecord(of: stack) else { return }
        for incident in stackRecord.watch.incidents {
            await stores.set(
                StoredSwitch(
                    .acknowledge, stack: stack, subject: incident.id, who: "a person", why: "the scenario",
                    at: now()))
        }
    }
}

extension SimulatedResource.Service {
    init(_ service: Scenario.Service) {
        switch service {
        case .dynamodb: self = .dynamodb
        case .iam: self = .iam
        case .lambda: self = .lambda
        case .apigateway: self = .apigateway
        case .cloudwatch: self = .cloudwatch
        case .logs: self = .logs
        }
    }
}

extension Trouble {
    init(_ trouble: Scenario.Trouble) {
        switch trouble {
        case .outage: self = .outage
        case .slow: self = .slow
        case .wrongAccount: self = .wrongAccount
        case .expiredCredentials: self = .expiredCredentials
        case .loseState: self = .lostState
        case .planFails: self = .planFails
        case .applyFails: self = .applyFails
        }
    }
}

extension ScenarioRehearsal {
    /// An event as text for people.
    func words(_ event: Scenario.EventKind) -> String {
        func named(_ patterns: [Pattern]) -> String {
            let addresses = world.matching(patterns).map(\.description)
            let shown = addresses.prefix(4).joined(separator: ", ")
            return addresses.count > 4 ? "\(shown) and \(addresses.count - 4) more" : shown
        }
        switch event {
        case .lose(let patterns): return "lost: \(named(patterns))"
        case .restore(let patterns): return "a person restores \(named(patterns))"
        case .unwell(let patterns): return "unhealthy: \(named(patterns))"
        case .errorRate(let percent): return "\(SignalUnit.percent.text(percent)) of the invocations fail"
        case .flap(let address, let lasts):
            return "\(address) keeps changing its state for \(lasts.words)"
        case .throttle(let service, let lasts): return "AWS throttles \(service.rawValue) for \(lasts.words)"
        case .trouble(let trouble, let lasts): return "\(Self.words(trouble)) for \(lasts.words)"
        case .lock(let lasts): return "a person holds the state lock for \(lasts.words)"
        case .changeByHand(let address): return "a person changes \(address) by hand"
        case .backup(let address): return "there is a backup of \(address)"
        case .pause(let lasts): return "a person pauses repairs for \(lasts.words)"
        case .acknowledge: return "a person acknowledges every open incident"
        case .reset: return "a person resets the breakers"
        case .clock(let step):
            return step < .zero
                ? "the machine's clock steps back by \((.zero - step).words)"
                : "the machine's clock steps ahead by \(step.words)"
        case .restart: return "the watcher is restarted"
        case .kill: return "the watcher is killed"
        }
    }

    private static func words(_ trouble: Scenario.Trouble) -> String {
        switch trouble {
        case .outage: return "neither AWS nor the backend responds"
        case .slow: return "every response is slow"
        case .wrongAccount: return "the credentials belong to another account"
        case .expiredCredentials: return "the credentials have expired"
        case .loseState: return "the backend returns no state"
        case .planFails: return "'terraform plan' fails"
        case .applyFails: return "'terraform apply' fails"
        }
    }

    /// The faults of an event that names something the world does not have.
    func faults(of scheduledEvent: Scenario.ScheduledEvent) -> [SettingsFault] {
        func fault(_ message: String) -> [SettingsFault] { [scenario.fault(scheduledEvent, message)] }
        switch scheduledEvent.what {
        case .lose(let patterns), .restore(let patterns), .unwell(let patterns):
            return patterns.filter { world.matching([$0]).isEmpty }.flatMap {
                fault("'\($0)' matches nothing in \(world.source) of \(settings.name); correct it")
            }
        case .flap(let address, _):
            guard address.type == "aws_cloudwatch_metric_alarm" else {
                return fault("\(address) is not an alarm; name one, as in aws_cloudwatch_metric_alarm.NAME")
            }
            return absent(address).map { fault($0) } ?? []
        case .changeByHand(let address), .backup(let address):
            return absent(address).map { fault($0) } ?? []
        default: return []
        }
    }

    private func absent(_ address: Address) -> String? {
        world.simulatedResources.contains { $0.address == address }
            ? nil : "\(address) is not in \(world.source) of \(settings.name); correct it"
    }
}
