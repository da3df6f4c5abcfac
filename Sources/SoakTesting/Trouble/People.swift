import Decisions
import Ledger
import Rehearsal
import Repairs
import Synchronization

/// The operators of the simulated machine: they make mistakes, repair by hand, use the commands of Terrier, and do nothing from
/// 22:00 to 06:00.
extension InventedTrouble {
    /// Performs random actions until `isOver` returns true.
    func actAsOperators(_ simulation: Simulation, until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            guard let mean = faultRates.withLock({ $0.operators }) else {
                await simulation.scheduler.sleep(.seconds(600), owner: 0)
                continue
            }
            await simulation.scheduler.sleep(simulation.random.time(mean / 4, mean * 2), owner: 0)
            let hour = simulation.scheduler.clock.components.seconds / 3600 % 24
            guard !isOver(), faultRates.withLock({ $0.operators }) != nil, (6..<22).contains(hour),
                let name = simulation.random.pick(simulation.stores.stackNames)
            else { continue }
            counts.withLock { $0.operatorActions += 1 }
            await simulation.operatorAction(simulation.random.number(0...13), name)
        }
    }
}

extension Simulation {
    fileprivate func operatorAction(_ number: Int, _ name: String) async {
        switch number {
        case 0, 1: await applyByHand(name)
        case 2: changeByHand(name)
        case 3: editCode(name)
        case 4: await removeByCode(name)
        case 5: await pauseOrResume(name)
        case 6: await acknowledgeOrClose(name, .acknowledge)
        case 7: await acknowledgeOrClose(name, .close)
        case 8: await resetBreakers(name)
        case 9: keepBackups(name)
        case 10: await leaveLock(name)
        case 11: editConfiguration()
        case 12: await repairByHand(name, .emergencyDeploy, tier: nil)
        default: await repairByHand(name, .rollback, tier: "service")
        }
    }

    /// A person applies everything with `terraform apply`, and holds the lock during it.
    func applyByHand(_ name: String) async {
        guard takeLockByHand(name) else { return }
        note("\(name): a person applies")
        await scheduler.sleep(random.time(.seconds(30), .seconds(240)), owner: 0)
        stack(name) { truth in
            let all = truth.simulatedResources.filter(\.isInCode).map(\.address)
            for address in all { truth.carryOut(PlannedChange(address, .create)) }
            truth.write { $0 = all }
            truth.lock = nil
        }
    }

    private func changeByHand(_ name: String) {
        let choices = [
            SampleStacks.role, SampleStacks.rolePolicy, SampleStacks.function, SampleStacks.stage,
        ]
        guard let address = random.pick(choices) else { return }
        stack(name) { $0.change(address) { $0.isHotfixed = true } }
        note("\(name): a person changes \(address)")
    }

    private func editCode(_ name: String) {
        guard let address = random.pick([SampleStacks.function, SampleStacks.api, SampleStacks.logs]) else {
            return
        }
        stack(name) { $0.change(address) { $0.isCodeAhead = true } }
        note("\(name): a person edits the code of \(address)")
    }

    /// A person removes a resource from the code and applies: it is gone from AWS and from the state.
    private func removeByCode(_ name: String) async {
        guard random.chance(0.2), takeLockByHand(name) else { return }
        let address = SampleStacks.billing
        note("\(name): a person removes \(address)")
        await scheduler.sleep(.seconds(30), owner: 0)
        stack(name) { truth in
            truth.change(address) { resource in
                resource.exists = false
                resource.isInCode = false
            }
            truth.write { named in named.removeAll { $0 == address } }
            truth.lock = nil
        }
    }

    private func pauseOrResume(_ name: String) async {
        switch random.number(0...3) {
        case 0:
            let lasts = random.chance(0.5) ? Duration.seconds(random.number(600...7200)) : nil
            await stores.set(
                StoredSwitch(
                    .pause, stack: random.chance(0.5) ? name : nil, who: "kim", why: "work", at: now(),
                    lasts: lasts))
            note("\(name): a person pauses for \(lasts?.words ?? "an unlimited time")")
        case 1:
            let isPaused = truth.withLock { truth in
                truth.host.pauseFile = truth.host.pauseFile == nil ? "/etc/terrier/paused" : nil
                return truth.host.pauseFile != nil
            }
            note("the pause file is \(isPaused ? "created" : "removed")")
        default: await resume()
        }
    }

    func resume() async {
        await stores.endPauses("kim", now())
        truth.withLock { $0.host.pauseFile = nil }
        note("a person resumes")
    }

    func acknowledgeOrClose(_ name: String, _ kind: StoredSwitch.Kind) async {
        guard let stackRecord = try? await stores.ledger.stackRecord(of: name),
            let incident = random.pick(stackRecord.watch.incidents)
        else { return }
        await stores.set(
            StoredSwitch(kind, stack: name, subject: incident.id, who: "kim", why: "mine", at: now()))
        note("\(name): a person sets \(kind.rawValue) on \(incident.id)")
    }

    private func keepBackups(_ name: String) {
        guard let table = random.pick(SampleStacks.tables) else { return }
        let has = stack(name) { truth in
            truth.change(table) { $0.backups = $0.backups > 0 ? 0 : 1 }
            return truth[table]?.backups ?? 0
        }
        note("\(name): \(table) has \(has ?? 0) backups now")
    }

    /// A person's Terraform is killed and leaves its lock; the person releases it later.
    private func leaveLock(_ name: String) async {
        guard takeLockByHand(name) else { return }
        note("\(name): a person's lock is left behind")
        await scheduler.sleep(random.time(.seconds(600), .seconds(7200)), owner: 0)
        stack(name) { truth in if truth.lock?.process == nil { truth.lock = nil } }
    }

    /// A person changes the configuration file; the watcher reads it some time later. Sometimes the file has faults until then.
    private func editConfiguration() {
        let isBad = random.chance(0.3)
        let cooldown = Duration.seconds(random.number(120...600))
        let number = random.number(2...1_000_000)
        truth.withLock { truth in
            truth.fileIsBad = isBad
            guard !isBad else { return }
            for place in truth.file.policies.indices {
                truth.file.policies[place].guardrails.cooldown = cooldown
            }
            truth.file.hash = "hash-\(number)"
        }
        note(isBad ? "the configuration is edited, with faults" : "the configuration is edited")
        let delay = random.time(.seconds(10), .seconds(600))
        _ = spawn {
            await self.scheduler.sleep(delay, owner: 0)
            if self.truth.withLock({ $0.fileIsBad }) {
                // A reload with faults keeps the running configuration. A person corrects the file.
                self.truth.withLock { $0.fileIsBad = false }
                self.note("the configuration is corrected")
            } else if self.truth.withLock({ $0.watcher }) != nil {
                self.note("the watcher reads the configuration again")
                self.endWatcher()
            }
        }
    }

    /// `terrier repair … --why`
    func repairByHand(_ name: String, _ kind: RepairKind, tier: String?) async {
        let hash = truth.withLock { $0.file.hash }
        let request = RepairRequest(
            stack: name, kind: kind, tier: tier, addresses: [], apply: true, why: "by hand",
            requestedBy: "kim",
            configuration: hash, askedAt: now())
        note("\(name): a person asks for \(kind.rawValue)")
        let process = begin("repairer by hand of \(name)")
        let last = await perform(request, by: process) { _ in }
        process.end(.exited(0))
        note("\(name): by hand: \(last.outcome?.rawValue ?? "nothing"): \(last.message)")
    }
}
