import Decisions
import Ledger
import Notifications
package import Repairs
import Synchronization
import Watchdog

/// The service manager of the simulated machine: it starts the watcher, restarts it after it ends, and runs each repair as a
/// separate process. The stack loops, the repair dispatcher and the repairer are the production code.
extension Simulation {
    /// Keeps the watcher running until `isOver` returns true.
    package func superviseWatcher(until isOver: @escaping @Sendable () -> Bool) async {
        while !isOver() {
            let process = begin("watcher")
            truth.withLock { $0.watcher = process }
            note("watcher starts")
            let configured = truth.withLock { $0.file }
            let loops = loops(configured, process)
            if await process.ended() == .exited(0) { note("watcher stops") }
            for loop in loops { loop.cancel() }
            scheduler.wake(owner: process.number)
            for loop in loops { await loop.value }
            // RestartSec
            await scheduler.sleep(.seconds(10), owner: 0)
        }
    }

    private func loops(_ configured: RehearsedConfiguration, _ process: SimulatedProcess) -> [Task<
        Void, Never
    >] {
        let events = EventLog.telling { event, stack in
            guard process.isAlive else { return }
            self.note("\(stack ?? "terrier"): \(event.message)")
            self.observer.logged(event, stack, in: self)
        }
        let clock: @Sendable () -> Moment = { self.now() }
        let dispatcher = RepairDispatcher(
            launch: { request, _, receive in await self.launch(request, process, receive) },
            spawn: { self.spawn($0) },
            events: events, now: clock)
        let board = StatusBoard(stacks: configured.policies.map(\.stack))
        return configured.policies.map(variant.policy).map { policy in
            let loop = StackLoop(
                policy: policy, configuration: configured.hash,
                intervals: .init(
                    interval: configured.interval, planEvery: configured.planEvery,
                    keepReadings: .seconds(86_400)),
                tools: cycleTools(policy.stack, configured, process, events), dispatcher: dispatcher,
                board: board)
            return spawn { await loop.run() }
        }
    }

    private func cycleTools(
        _ stack: String, _ configured: RehearsedConfiguration, _ process: SimulatedProcess, _ events: EventLog
    ) -> CycleTools {
        let tools = CycleTools(
            observe: { await self.observe($0, at: stack, by: process) },
            diagnose: { incident, _ in
                self.observer.diagnosed(incident.id, in: self)
                await self.wait(process, from: .seconds(1), to: .seconds(3))
                return Diagnosis(at: self.now().wall, findings: [])
            },
            ledger: ProcessLedger(simulation: self, process: process),
            book: { () throws(LedgerFault) in ProcessBook(simulation: self, process: process) },
            pauseFile: { self.truth.withLock { $0.host.pauseFile } },
            window: { configured.window(at: self.now().wall) }, events: events, now: { self.now() },
            sleep: { await self.wait(process, $0) })
        return variant.cycleTools(tools, process, self)
    }

    /// Runs a repairer as a process that continues after the watcher that requested it has ended.
    private func launch(
        _ request: RepairRequest, _ watcher: SimulatedProcess,
        _ receive: @escaping @Sendable (RepairMessage) async -> Void
    ) async -> RepairDispatcher.Ending {
        guard watcher.isAlive else { return .ended("the watcher has ended") }
        // EX_CONFIG: a repairer that cannot read the configuration does nothing.
        guard !truth.withLock({ $0.fileIsBad }) else { return .ended("exit code 78") }
        let process = begin("repairer of \(request.stack)")
        observer.requested(request, in: self)
        _ = spawn {
            let last = await self.perform(request, by: process) { message in
                if watcher.isAlive, process.isAlive { await receive(message) }
            }
            self.observer.exited(process, in: self)
            self.truth.withLock { truth in
                if truth.repairers[request.stack]?.number == process.number {
                    truth.repairers[request.stack] = nil
                }
            }
            process.end(.exited(last.outcome == .repaired ? 0 : 1))
        }
        return .ended(await process.ended().words)
    }

    /// Carries a repair request out in its own process.
    ///
    /// - Returns: the last message of the repairer.
    package func perform(
        _ request: RepairRequest, by process: SimulatedProcess,
        send: @escaping @Sendable (RepairMessage) async -> Void
    ) async -> RepairMessage {
        let (repairer, request) = variant.repair(repairer(for: request, process), request)
        return await repairer.perform(request, say: send)
    }

    /// The repairer, which reads the configuration on its own.
    private func repairer(for request: RepairRequest, _ process: SimulatedProcess) -> Repairer {
        let configured = truth.withLock { $0.file }
        let policy =
            configured.policy(request.stack)
            ?? Policy(stack: request.stack, mode: .observe, rules: [], tiers: [], guardrails: .init())
        return Repairer(
            policy: policy,
            configuration: configured.hash, book: ProcessBook(simulation: self, process: process),
            tools: tools(of: request.stack, for: process, configured), planDirectory: "/plans",
            askable: [
                "aws_dynamodb_table", "aws_iam_role", "aws_iam_role_policy", "aws_lambda_function",
                "aws_api_gateway_rest_api", "aws_api_gateway_stage", "aws_cloudwatch_metric_alarm",
                "aws_cloudwatch_log_group",
            ])
    }
}
