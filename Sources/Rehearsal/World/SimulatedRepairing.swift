package import Decisions
import Ledger
import Probes
import Repairs
import Synchronization
import Terraform
import Watchdog

/// The tools of a repairer on the simulated machine, which change the simulated world.
extension Simulation {
    func tools(of stack: String, for process: SimulatedProcess, _ configured: RehearsedConfiguration)
        -> RepairTools
    {
        var tools = RepairTools(
            observe: {
                let stackRecord = try? await self.stores.ledger.stackRecord(of: stack)
                let probeResult = await self.observe(
                    .init(
                        before: stackRecord?.believed, alarms: .init(text: stackRecord?.alarms ?? ""),
                        dropped: await DroppedInstances(of: stack, in: self.stores.book),
                        measurements: false,
                        now: self.now().wall), at: stack, by: process)
                return probeResult.stack
            },
            ask: { await self.ask($0, before: $1, at: stack, by: process) },
            refresh: { addresses, _ throws(ToolFault) in
                try await self.refresh(addresses, stack, process)
            },
            plan: { order throws(ToolFault) in try await self.plan(order, stack, process) },
            apply: { file, emit throws(ToolFault) in try await self.apply(file, stack, process, emit) },
            backups: { address, _ in await self.backups(of: address, in: stack, process) },
            neverSeen: { addresses in
                (try? await self.stores.ledger.neverSeen(addresses, of: stack)) ?? []
            },
            setActions: { alarms, enabled throws(ToolFault) in
                try await self.setActions(alarms, enabled, stack, process)
            },
            account: { _ in
                self.step(process)
                return self.account(of: stack)
            },
            makeDirectory: { path throws(ToolFault) in
                guard process.isAlive, !self.has(.fullDisk) else {
                    throw ToolFault(.failed, "\(path): cannot be created")
                }
            },
            removeDirectory: { path in
                guard process.isAlive else { return }
                self.stack(stack) { $0.plans["\(path)/plan"] = nil }
            },
            switches: { () throws(ToolFault) in
                self.step(process)
                guard let switches = await self.switches(of: stack) else {
                    throw ToolFault(.failed, "the ledger cannot be read")
                }
                return switches
            },
            window: { configured.window(at: self.now().wall) },
            pause: { await self.wait(process, $0) },
            // The waits of a killed process return at once, so its clock jumps ahead at each read.
            now: {
                var now = self.now()
                if !process.isAlive {
                    now.advance(by: .seconds(1_000_000) * process.countClockReadAfterEnd())
                }
                return now
            })
        tools.details = { file throws(ToolFault) in
            self.step(process)
            guard process.isAlive, let plan = self.stack(stack, { $0.plans[file] }) ?? nil else {
                throw ToolFault(.failed, "the plan does not exist")
            }
            return plan.details
        }
        tools.reading = { await self.reading($0, of: stack, by: process) }
        // A rehearsal runs no command, and assumes that each works.
        tools.run = { _, _ in process.isAlive ? .exited(0, said: "") : .stopped("was killed") }
        return tools
    }

    package func switches(of stack: String) async -> StackSwitches? {
        guard var switches = try? await stores.ledger.switches(of: stack, now: now()) else { return nil }
        if let why = truth.withLock({ $0.host.pauseFile }) { switches.operators.pause = why }
        return switches
    }

    // MARK: Terraform

    private func refresh(_ addresses: [Address], _ stack: String, _ process: SimulatedProcess)
        async throws(ToolFault) -> Refresh
    {
        step(process)
        await wait(process, from: .seconds(2), to: .seconds(6))
        guard process.isAlive, let caller, !has(.planFails), !has(.unreachableState) else {
            throw ToolFault(.failed, "terraform plan failed")
        }
        let refresh = refresh(of: stack, as: caller, addresses)
        store(refresh, to: process)
        return refresh
    }

    /// What a provider did not find is missing when it did not find it twice.
    private func store(_ refresh: Refresh, to process: SimulatedProcess) {
        let statuses = truth.withLock { truth in
            guard var knowledge = truth.knowledge[process.number] else {
                return [:] as [Address: InstanceStatus]
            }
            for address in refresh.present {
                knowledge.statuses[address] = .healthy
                knowledge.gone.remove(address)
            }
            for address in refresh.gone where !knowledge.gone.insert(address).inserted {
                knowledge.statuses[address] = .missing
            }
            truth.knowledge[process.number] = knowledge
            return knowledge.statuses
        }
        observer.answered(
            statuses.keys.sorted().compactMap { address in
                statuses[address].map { InstanceReport(address, $0) }
            }, to: process)
    }

    private func plan(_ order: PlanOrder, _ stack: String, _ process: SimulatedProcess)
        async throws(ToolFault)
        -> PlanSummary
    {
        step(process)
        if order.lock { try takeLock(stack, process) }
        await wait(process, from: .seconds(2), to: .seconds(6))
        // A killed plan leaves its lock behind.
        guard process.isAlive else { throw ToolFault(.failed, "killed") }
        if order.lock { freeLock(stack, process) }
        guard let caller, !has(.planFails), !has(.unreachableState) else {
            throw ToolFault(.failed, "terraform plan failed")
        }
        let planned = self.stack(stack) { truth in
            let changes =
                order.destroy
                ? truth.deletes(targets: order.targets) : truth.changes(targets: order.targets, as: caller)
            if let file = order.file {
                truth.plans[file] = .init(
                    mark: truth.mark, changes: changes, details: truth.details(of: changes),
                    planned: changes.compactMap { truth[$0.address] }, account: caller)
            }
            return (truth.mark, changes)
        }
        guard let (mark, changes) = planned else { throw ToolFault(.failed, "no such stack") }
        // Like the production tool: the state must still be the one that the repair read.
        guard mark == StateVersion(order.state) else {
            throw ToolFault(.stale, "the state changed while it was planned")
        }
        return PlanSummary(changes: changes, drift: [])
    }

    private func apply(
        _ file: String, _ stack: String, _ process: SimulatedProcess,
        _ emit: @escaping @Sendable (String) async -> Void
    ) async throws(ToolFault) {
        guard process.isAlive else { throw ToolFault(.failed, "killed") }
        guard let plan = self.stack(stack, { $0.plans[file] }) ?? nil else {
            throw ToolFault(.failed, "the plan does not exist")
        }
        await observer.applyBegins(of: plan, to: stack, by: process, in: self)
        let terraform = begin("terraform of \(stack)")
        _ = spawn { await self.carryOut(plan, of: stack, terraform) }
        // Killing a repairer may or may not kill its child process.
        let isOrphaned = random.chance(0.5)
        _ = spawn {
            if await process.ended() == .killed, !isOrphaned { self.kill(terraform) }
        }
        _ = await terraform.ended()
        let ending = truth.withLock { $0.applied.removeValue(forKey: terraform.number) }
        await emit("apply ended")
        switch ending {
        case .done: return
        case .stale: throw ToolFault(.stale, "the plan is stale")
        case .locked: throw ToolFault(.lock, "the state is locked")
        case .failed(let why): throw ToolFault(.failed, why)
        case nil: throw ToolFault(.failed, "terraform was killed")
        }
    }

    /// `terraform apply FILE` in its own process: one change after another.
    private func carryOut(_ plan: SimulatedStack.PlanFile, of stack: String, _ terraform: SimulatedProcess)
        async
    {
        func end(_ ending: ApplyEnding) {
            truth.withLock { $0.applied[terraform.number] = ending }
            terraform.end(.exited(ending == .done ? 0 : 1))
        }
        do {
            try takeLock(stack, terraform)
        } catch {
            return end(.locked)
        }
        await wait(terraform, from: .seconds(1), to: .seconds(3))
        guard terraform.isAlive else { return }
        guard self.stack(stack, { $0.mark }) == plan.mark else {
            freeLock(stack, terraform)
            return end(.stale)
        }
        var done: [PlannedChange] = []
        var why: String?
        for change in plan.changes {
            if has(.applyHangs) { await wait(terraform, .seconds(900)) }
            await wait(terraform, from: .seconds(1), to: .seconds(5))
            // Terraform reports the resource as created, and it does not exist.
            if has(.applyHalf), change.action == .create, random.chance(0.3) {
                done.append(change)
                continue
            }
            if has(.applyFails) || has(.outage) || has(.applyHangs) || (has(.applyHalf) && !done.isEmpty) {
                why = "apply errored at \(change.address)"
                break
            }
            guard terraform.isAlive else {
                // Killed during a create: the resource exists in AWS or not, and the state is written or not.
                if random.chance(0.5) { self.stack(stack) { $0.carryOut(change) } }
                if random.chance(0.5), !done.isEmpty { write(done, plan, stack) }
                return
            }
            self.stack(stack) { $0.carryOut(change) }
            note("terraform: \(change.action.rawValue) \(change.address)")
            done.append(change)
        }
        // What the plan refreshed is written even if nothing was changed.
        write(done, plan, stack)
        freeLock(stack, terraform)
        end(why.map { .failed($0) } ?? .done)
    }

    /// Terraform writes the state: it adds what it created, and drops what its plan found missing and did not create again.
    private func write(_ done: [PlannedChange], _ plan: SimulatedStack.PlanFile, _ stack: String) {
        let addresses = Set(done.map(\.address))
        self.stack(stack) { truth in
            truth.write { named in
                for change in plan.changes
                where change.action == .create && !addresses.contains(change.address) {
                    named.removeAll { $0 == change.address }
                }
                for change in done {
                    if change.action == .delete { named.removeAll { $0 == change.address } }
                    if change.action == .create, !named.contains(change.address) {
                        named.append(change.address)
                    }
                }
            }
        }
    }

    private func takeLock(_ stack: String, _ process: SimulatedProcess) throws(ToolFault) {
        if has(.unreachableState) || has(.outage) { throw ToolFault(.lock, "the lock cannot be taken") }
        let at = now().wall
        let isTaken = self.stack(stack) { truth in
            guard truth.lock == nil else { return false }
            let holder = LockHolder(
                id: "lock-\(process.number)", operation: "OperationTypeApply", who: "root@host",
                created: at.description, createdAt: at)
            truth.lock = .init(holder: holder, process: process.number)
            return true
        }
        if isTaken != true { throw ToolFault(.lock, "the state lock is held") }
    }

    private func freeLock(_ stack: String, _ process: SimulatedProcess) {
        guard process.isAlive else { return }
        self.stack(stack) { truth in
            if truth.lock?.process == process.number { truth.lock = nil }
        }
    }

    // MARK: AWS

    private func backups(of address: Address, in stack: String, _ process: SimulatedProcess) async
        -> BackupAnswer
    {
        step(process)
        await wait(process, from: .milliseconds(100), to: .seconds(1))
        guard process.isAlive, !has(.outage), !has(.expiredCredentials) else {
            return .unknown(Unknown(.unreachable, "ListBackups"))
        }
        let faulty = truth.withLock { $0.host.faultyService == .dynamodb }
        if faulty, has(.throttling) || has(.partOutage) {
            return .unknown(Unknown(.throttled, "ListBackups"))
        }
        guard let resource = self.stack(stack, { $0[address] }) ?? nil, resource.service == .dynamodb else {
            return .unknown(Unknown(.notAsked, address.description))
        }
        return resource.backups == 0 ? .none : .some(resource.backups)
    }

    private func setActions(
        _ alarms: [AlarmReport], _ enabled: Bool, _ stack: String, _ process: SimulatedProcess
    ) async throws(ToolFault) {
        guard process.isAlive else { throw ToolFault(.failed, "killed") }
        await observer.muteBegins(
            of: alarms.map(\.address), in: stack, enabled: enabled, by: process, in: self)
        await wait(process, from: .milliseconds(100), to: .seconds(1))
        if has(.outage) || has(.applyFails) { throw ToolFault(.failed, "the call failed") }
        if has(.applyHalf), random.chance(0.5) { return }
        for alarm in alarms {
            step(process)
            guard process.isAlive else { throw ToolFault(.failed, "killed") }
            self.stack(stack) { $0.change(alarm.address) { $0.alarm?.actionsEnabled = enabled } }
        }
    }
}
