import Decisions
import Probes
import Repairs
import Synchronization
import Terraform

/// How a process of the simulated machine probes the world: the current troubles apply, and each result takes time. The
/// production code interprets the results.
extension Simulation {
    func observe(_ order: StackProbe.ProbeOptions, at stack: String, by process: SimulatedProcess) async
        -> ProbeResult
    {
        step(process)
        if truth.withLock({ $0.watcher === process }) { observer.cycleBegins(at: stack, in: self) }
        await wait(process, from: .milliseconds(300), to: .seconds(2))
        let state = pull(stack, after: order.before).map { $0.remembering(order.dropped) }
        let account = account(of: stack)
        let subject = subject(stack)
        var probeResult = ProbeResult(
            order: order, subject: subject, state: state, account: account, lock: lock(of: stack))
        if case .success(let state) = state {
            await wait(process, from: .milliseconds(100), to: .seconds(1))
            step(process)
            let instances = state.managed.map {
                InstanceReport($0.address, status(of: $0.address, in: stack, account))
            }
            probeResult.take(instances, alarms: alarms(of: stack, instances))
            if order.measurements { probeResult.take(measurements(of: stack, account)) }
            probeResult.take(await plan(order, of: stack, process))
        }
        probeResult.conclude()
        storeKnowledge(probeResult, by: process)
        return probeResult
    }

    /// Reads the given addresses directly.
    func ask(_ addresses: [Address], before: State, at stack: String, by process: SimulatedProcess) async
        -> StackObservation
    {
        step(process)
        await wait(process, from: .milliseconds(100), to: .seconds(1))
        let state = pull(stack, after: nil)
        let account = account(of: stack)
        var probeResult = ProbeResult(
            order: .init(measurements: false, now: now().wall), subject: subject(stack), state: state,
            account: account,
            lock: .free)
        if case .success(let state) = state {
            let known = addresses.filter { state.instance(at: $0) ?? before.instance(at: $0) != nil }
            let instances = known.map { InstanceReport($0, status(of: $0, in: stack, account)) }
            probeResult.take(instances, alarms: alarms(of: stack, instances))
            storeAnswers(instances, to: process)
            observer.answered(instances, to: process)
        }
        return probeResult.stack
    }

    private func subject(_ stack: String) -> StackProbe.Subject {
        let (policy, account) = truth.withLock { ($0.file.policy(stack), $0.file.pinned) }
        return .init(
            stack: stack, account: account, region: "us-east-1", tiers: policy?.tiers ?? [],
            endpoints: [],
            isEmulated: true)
    }

    /// What AWS returned for exactly these instances replaces what the observation had.
    private func storeAnswers(_ instances: [InstanceReport], to process: SimulatedProcess) {
        guard process.isAlive else { return }
        truth.withLock { truth in
            for report in instances {
                truth.knowledge[process.number]?.statuses[report.address] = report.status
            }
        }
    }

    private func storeKnowledge(_ probeResult: ProbeResult, by process: SimulatedProcess) {
        guard process.isAlive else { return }
        let statuses = Dictionary(
            uniqueKeysWithValues: probeResult.observation.instances.map { ($0.address, $0.status) })
        let processKnowledge = ProcessKnowledge(
            statuses: statuses, account: probeResult.observation.account,
            mark: probeResult.observation.snapshot.map(StateVersion.init))
        truth.withLock { $0.knowledge[process.number] = processKnowledge }
    }

    // MARK: results

    private func pull(_ stack: String, after before: BelievedState?) -> Result<State, TerraformFault> {
        if has(.outage) || has(.unreachableState) {
            return .failure(TerraformFault(.unreachable, "the backend of \(stack) does not respond"))
        }
        do throws(TerraformFault) {
            let state = try read(stack)
            let identity = before.map { variant.believed($0.identity, state.identity) }
            try state.believe(after: identity, seen: before?.seen, stack: stack)
            return .success(state)
        } catch {
            return .failure(error)
        }
    }

    private func read(_ stack: String) throws(TerraformFault) -> State {
        let text = self.stack(stack) { $0.text } ?? ""
        if has(.lostState) { return try State(parsing: [], stack: stack) }
        if has(.tornState) {
            return try State(
                parsing: Array(text.utf8.prefix(random.number(0...text.utf8.count - 1))), stack: stack)
        }
        if has(.olderState), let serial = self.stack(stack, { $0.mark.serial }), serial > 1 {
            let older = text.replacing("\"serial\":\(serial)", with: "\"serial\":\(serial - 1)")
            return try State(parsing: Array(older.utf8), stack: stack)
        }
        if has(.otherLineage) {
            let other = text.replacing("\"lineage\":\"lineage", with: "\"lineage\":\"another")
            return try State(parsing: Array(other.utf8), stack: stack)
        }
        guard let state = self.stack(stack, { $0.state() }) ?? nil else {
            throw TerraformFault(.stateMalformed, "the state of \(stack) is not parsed")
        }
        return state
    }

    func account(of stack: String) -> AccountProof {
        if has(.outage) { return .unknown(Unknown(.unreachable, "GetCallerIdentity")) }
        if has(.expiredCredentials) { return .unknown(Unknown(.denied, "GetCallerIdentity: ExpiredToken")) }
        let pinned = truth.withLock { $0.file.pinned }
        if has(.wrongAccount) {
            return .other(account: RehearsedConfiguration.otherAccount, expected: pinned)
        }
        return .shown(account: pinned)
    }

    /// The account of the credentials that Terraform gets; nil if they do not work.
    package var caller: String? {
        if has(.outage) || has(.expiredCredentials) { return nil }
        return has(.wrongAccount) ? RehearsedConfiguration.otherAccount : truth.withLock { $0.file.pinned }
    }

    private func serviceFault(_ service: SimulatedResource.Service) -> Unknown? {
        if has(.outage) { return Unknown(.unreachable, service.rawValue) }
        let isFaulty = truth.withLock { $0.host.faultyService == service }
        if isFaulty, has(.partOutage) { return Unknown(.serverError, service.rawValue) }
        if isFaulty, has(.throttling) { return Unknown(.throttled, service.rawValue) }
        return nil
    }

    private func status(of address: Address, in stack: String, _ account: AccountProof) -> InstanceStatus {
        guard let resource = self.stack(stack, { $0[address] }) ?? nil, let service = resource.service else {
            return .notAsked
        }
        switch account {
        case .unknown(let reason): return .unknown(reason)
        case .other: return .unknown(Unknown(.wrongAccount, address.description))
        case .shown: break
        }
        if let reason = serviceFault(service) { return .unknown(reason) }
        // These services can only be listed: a resource can be missing from a list and exist.
        if has(.emptyLists), service == .cloudwatch || service == .logs { return .missing }
        guard resource.exists else { return .missing }
        return resource.isHealthy ? .healthy : .unhealthy("FAILED")
    }

    private func alarms(of stack: String, _ instances: [InstanceReport]) -> [AlarmReport] {
        let existing = instances.filter {
            $0.status == .healthy && $0.address.type == "aws_cloudwatch_metric_alarm"
        }
        return existing.compactMap { report in
            guard let resource = self.stack(stack, { $0[report.address] }) ?? nil, let alarm = resource.alarm
            else {
                return nil
            }
            return AlarmReport(
                address: report.address, name: resource.name, region: "us-east-1", state: alarm.state,
                changed: alarm.changed, actionsEnabled: alarm.actionsEnabled)
        }
    }

    private func measurements(of stack: String, _ account: AccountProof) -> [Reading] {
        guard case .shown = account else {
            return [.unknown(.lambdaErrorRate, Unknown(.denied, "GetMetricData"))]
        }
        if let reason = serviceFault(.cloudwatch) { return [.unknown(.lambdaErrorRate, reason)] }
        let rate = self.stack(stack) { $0.errorRate } ?? 0
        let functions = self.stack(stack) { $0.simulatedResources.map(\.address) } ?? []
        let worst = rate > 0 ? functions.filter { $0.type == PlaceholderSettings.type }.min() : nil
        return [
            .known(.lambdaErrorRate, rate, samples: 100, worst: worst), .known(.costEstimated, 12),
        ]
    }

    func lock(of stack: String) -> LockStatus {
        if has(.outage) || has(.unreachableState) {
            return .unknown(Unknown(.unreachable, "the lock of \(stack)"))
        }
        let lock = self.stack(stack) { $0.lock } ?? nil
        return lock.map { .held($0.holder) } ?? .free
    }

    /// A plan for observation only, without a lock.
    private func plan(_ order: StackProbe.ProbeOptions, of stack: String, _ process: SimulatedProcess)
        async -> PlanReport
    {
        // Nobody changes the code of a simulated stack.
        let code = "code"
        guard order.plan else { return PlanReport(PlanReport.notAsked.outcome, code: code) }
        await wait(process, from: .seconds(2), to: .seconds(5))
        if let doubt = account(of: stack).doubt { return PlanReport(.unknown(doubt), code: code) }
        guard let caller else { return PlanReport(.unknown(Unknown(.unreachable, "plan")), code: code) }
        let named = self.stack(stack) { $0.named } ?? []
        let refresh = refresh(of: stack, as: caller, named)
        if has(.planFails) {
            return PlanReport(.failed("the configuration has an error"), refresh: refresh, code: code)
        }
        let changes = self.stack(stack) { truth in truth.changes(targets: truth.named, as: caller) } ?? []
        return PlanReport(.planned(PlanSummary(changes: changes, drift: [])), refresh: refresh, code: code)
    }

    /// What a provider with the credentials of this account finds. In another account there is nothing.
    func refresh(of stack: String, as account: String, _ addresses: [Address]) -> Refresh {
        let isHome = account == truth.withLock { $0.file.pinned }
        let present = self.stack(stack) { truth in addresses.filter { truth[$0]?.exists == true && isHome } }
        let isPresent = Set(present ?? [])
        return Refresh(present: present ?? [], gone: addresses.filter { !isPresent.contains($0) })
    }
}
