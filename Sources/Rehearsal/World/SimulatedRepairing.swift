package import Decisions
import Ledger
import Probes
import Repairs
import Synchronization
import Terraform
import Watchdog

/// What a repairer of the rehearsed machine does to the world.
extension Simulation {
    func tools(of stack: String, for process: SimulatedProcess, _ configured: RehearsedConfiguration)
        -> RepairTools
    {
        RepairTools(
            observe: {
                let memory = try? await self.stores.ledger.stackRecord(of: stack)
                let probeResult = await self.observe(
                    .init(
                        before: memory?.believed, alarms: .init(text: memory?.alarms ?? ""),
                        dropped: await DroppedInstances(of: stack, in: self.stores.book),
                        measurements: false,
                        now: self.now().wall), at: stack, by: process)
                return probeResult.stack
            },
            ask: { await self.ask($0, before: $1, at: stack, by: process) },
            plan: { order throws(ToolFault) in try await self.plan(order, stack, process) },
            apply: { file, emit throws(ToolFault) in try await self.apply(file, stack, process, emit) },
            backups: { address, _ in await self.backups(of: address, in: stack, process) },
            neverSeen: { addresses in
                (try? await self.stores.ledger.neverSeen(addresses, of: stack)) ?? []
            },
            setActions: { alarms, enabled throws(ToolFault) in
                try await self.setActions(alarms, enabled, stack, process)
            },
            account: {
                self.step(process)
                return self.account(of: stack)
            },
            makeDirectory: { path throws(ToolFault) in
                guard process.isAlive, !self.has(.fullDisk) else {
                    throw ToolFault(.failed, "\(path): cannot be made")
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
            // Whose process was killed waits for nothing.
            now: {
                var now = self.now()
                if !process.isAlive { now.advance(by: .seconds(1_000_000) * process.askedAfterDeath()) }
                return now
            })
    }

    package func switches(of stack: String) async -> StackSwitches? {
        guard var switches = try? await stores.ledger.switches(of: stack, now: now()) else { return nil }
        if let why = truth.withLock({ $0.host.pauseFile }) { switches.operators.pause = why }
        return switches
    }

    // MARK: Terraform

    private func plan(_ order: PlanOrder, _ stack: String, _ process: SimulatedProcess)
        async throws(ToolFault)
        -> PlanSummary
    {
        step(process)
        if order.lock { try takeLock(stack, process) }
        await wait(process, from: .seconds(2), to: .seconds(6))
        // A plan that is killed leaves its lock.
        guard process.isAlive else { throw ToolFault(.failed, "killed") }
        if order.lock { freeLock(stack, process) }
        guard let caller, !has(.planFails), !has(.unreachableState) else {
            throw ToolFault(.failed, "terraform plan failed")
        }
        let made = self.stack(stack) { truth in
            let changes =
                order.destroy
                ? truth.deletes(targets: order.targets) : truth.changes(targets: order.targets, as: caller)
            truth.plans[order.file] = .init(mark: truth.mark, changes: changes, account: caller)
            return (truth.mark, changes)
        }
        guard let (mark, changes) = made else { throw ToolFault(.failed, "no such stack") }
        // As the live tool: the state must still be the one that the repair looked at.
        guard mark == StateVersion(order.state) else {
            throw ToolFault(.stale, "the state moved while it was planned")
        }
        return PlanSummary(changes: changes, drift: [])
    }

    private func apply(
        _ file: String, _ stack: String, _ process: SimulatedProcess,
        _ emit: @escaping @Sendable (String) async -> Void
    ) async throws(ToolFault) {
        guard process.isAlive else { throw ToolFault(.failed, "killed") }
        guard let plan = self.stack(stack, { $0.plans[file] }) ?? nil else {
            throw ToolFault(.failed, "there is no such plan")
        }
        await observer.applyBegins(of: plan, to: stack, by: process, in: self)
        let terraform = begin("terraform of \(stack)")
        _ = spawn { await self.carryOut(plan, of: stack, terraform) }
        // Whoever kills a repairer may or may not reach its child.
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

    /// `terraform apply FILE`, in a process of its own: in order, one thing after another.
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
        var made: [PlannedChange] = []
        var why: String?
        for change in plan.changes {
            if has(.applyHangs) { await wait(terraform, .seconds(900)) }
            await wait(terraform, from: .seconds(1), to: .seconds(5))
            // Terraform says that it was made, and it is gone again.
            if has(.applyHalf), change.action == .create, random.chance(0.3) {
                made.append(change)
                continue
            }
            if has(.applyFails) || has(.outage) || has(.applyHangs) || (has(.applyHalf) && !made.isEmpty) {
                why = "apply errored at \(change.address)"
                break
            }
            guard terraform.isAlive else {
                // What was being made exists in AWS, or does not, and is not in the state of some backends.
                if random.chance(0.5) { self.stack(stack) { $0.carryOut(change) } }
                if random.chance(0.5), !made.isEmpty { write(made, plan, stack) }
                return
            }
            self.stack(stack) { $0.carryOut(change) }
            note("terraform: \(change.action.rawValue) \(change.address)")
            made.append(change)
        }
        // What the plan read anew is written down also where nothing was made.
        write(made, plan, stack)
        freeLock(stack, terraform)
        end(why.map { .failed($0) } ?? .done)
    }

    /// Terraform writes what it made, and leaves out what its plan found missing and nothing made again.
    private func write(_ made: [PlannedChange], _ plan: SimulatedStack.PlanFile, _ stack: String) {
        let done = Set(made.map(\.address))
        self.stack(stack) { truth in
            truth.write { named in
                for change in plan.changes where change.action == .create && !done.contains(change.address) {
                    named.removeAll { $0 == change.address }
                }
                for change in made {
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
        if isTaken != true { throw ToolFault(.lock, "somebody holds the state lock") }
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
