public import AWS
import Catalogue
public import Decisions
import Foundation
public import HTTP
public import Terraform

/// Probes one stack: its state, its lock, the AWS resources in the state, its metrics, its endpoints, its plan.
public struct StackProbe: Sendable {
    var terraform: Terraform
    var aws: AWSClient
    var http: HTTPClient
    var subject: Subject
    /// The configurations of the provider that have credentials of their own.
    var providers: [ConfiguredProvider]

    /// What a probe needs from a stack's configuration.
    public struct Subject: Sendable {
        public var stack: String
        /// The account that the credentials must belong to.
        public var account: String?
        public var region: String?
        public var tiers: [Tier]
        public var endpoints: [Endpoint]
        /// Whether an emulator is used instead of AWS. The invoke URLs in the state then lead nowhere.
        public var isEmulated: Bool
        /// Known changes outside Terraform, which a plan leaves out.
        public var ignore: [IgnoredDrift] = []

        public init(
            stack: String, account: String?, region: String?, tiers: [Tier], endpoints: [Endpoint],
            isEmulated: Bool
        ) {
            self.stack = stack
            self.account = account
            self.region = region
            self.tiers = tiers
            self.endpoints = endpoints
            self.isEmulated = isEmulated
        }
    }

    /// What a probe is compared with, and which parts it includes.
    public struct ProbeOptions: Sendable {
        /// The newest state that was believed before.
        public var before: BelievedState?
        /// The highest count of resources in the history that `resources.drop` covers.
        public var highest: Int?
        public var alarms: AlarmHistory
        /// What repairs of this stack destroyed recently. These are gone from the state on purpose.
        public var destroyed: [Address]
        /// What Terrier's own applies dropped from the state, as long as nobody has written the state since.
        public var dropped: DroppedInstances?
        /// Whether to plan as well, which takes longest.
        public var plan: Bool
        /// The result of the newest plan before; nil if there is none.
        public var lastPlan: LastPlan?
        /// The age from which on the result of a plan no longer applies: twice `plan_every`.
        public var planLifetime: Duration
        /// Whether to measure rates, costs and endpoints. A repair does not need them.
        public var measurements: Bool
        public var now: Timestamp

        public init(
            before: BelievedState? = nil, highest: Int? = nil, alarms: AlarmHistory = AlarmHistory(),
            destroyed: [Address] = [], dropped: DroppedInstances? = nil,
            plan: Bool = false, lastPlan: LastPlan? = nil, planLifetime: Duration = .seconds(1800),
            measurements: Bool = true, now: Timestamp
        ) {
            self.before = before
            self.highest = highest
            self.alarms = alarms
            self.destroyed = destroyed
            self.dropped = dropped
            self.plan = plan
            self.lastPlan = lastPlan
            self.planLifetime = planLifetime
            self.measurements = measurements
            self.now = now
        }
    }

    public init(
        terraform: Terraform, aws: AWSClient, http: HTTPClient, subject: Subject,
        providers: [ConfiguredProvider] = []
    ) {
        self.terraform = terraform
        self.aws = aws
        self.http = http
        self.subject = subject
        self.providers = providers
    }

    /// Runs one whole probe. Nothing in it throws: what cannot be known is unknown, with the reason.
    public func observe(_ order: ProbeOptions) async -> ProbeResult {
        async let pulled = pull(after: order.before, order.dropped)
        async let proven = account()
        async let locked = terraform.lockStatus()
        async let unsaved = terraform.unsavedState()
        let (state, caller, lock) = await (pulled, proven, locked)
        let account = place(caller, in: state)
        var probeResult = ProbeResult(
            order: order, subject: subject, state: state, account: account, lock: lock)
        probeResult.take(await unsaved)
        if case .success(let state) = state {
            let proofs = await self.proofs(for: state)
            let homes = self.homes(in: state, account, proofs)
            async let plan = self.plan(order, from: state, homes)
            async let measurements = self.measurements(order, state, homes)
            let answer = await ask(state.managed, in: state, DirectReads(homes: homes))
            probeResult.take(proofs)
            probeResult.take(answer.instances, alarms: answer.alarms)
            probeResult.take(await plan)
            probeResult.take(await measurements.readings(of: answer.instances))
        }
        probeResult.conclude()
        return probeResult
    }

    /// Reads the given addresses directly, with the attributes of the current state. For addresses that it no longer has,
    /// those of `before` are used.
    public func ask(_ addresses: [Address], before: State, now: Timestamp) async -> ProbeResult {
        async let pulled = pull(after: nil, nil)
        async let proven = account()
        let (state, caller) = await (pulled, proven)
        let account = place(caller, in: state)
        let order = ProbeOptions(plan: false, measurements: false, now: now)
        var probeResult = ProbeResult(
            order: order, subject: subject, state: state, account: account, lock: .free)
        if case .success(let state) = state {
            let instances = addresses.compactMap { state.instance(at: $0) ?? before.instance(at: $0) }
            let homes = self.homes(in: state, before: before, account, await proofs(for: state, before))
            let answer = await ask(instances, in: state, DirectReads(homes: homes))
            probeResult.take(answer.instances, alarms: answer.alarms)
        }
        return probeResult
    }

    private func ask(_ instances: [StateInstance], in state: State, _ directReads: DirectReads) async
        -> Alarms.Answer
    {
        let alarms = instances.filter { $0.address.type == ResourceType.metricAlarm.name }
        let others = instances.filter { $0.address.type != ResourceType.metricAlarm.name }
        async let alarmAnswer = Alarms(directReads: directReads).ask(alarms, in: state)
        async let reports = directReads.ask(others, in: state)
        var answer = await alarmAnswer
        answer.instances = (answer.instances + (await reports)).sorted { $0.address < $1.address }
        return answer
    }

    private func pull(after before: BelievedState?, _ dropped: DroppedInstances?) async -> Result<
        State, TerraformFault
    > {
        do throws(TerraformFault) {
            let state = try await terraform.pullState()
            try state.believe(after: before?.identity, seen: before?.seen, stack: subject.stack)
            return .success(state.remembering(dropped))
        } catch {
            return .failure(error.compared(with: before, stack: subject.stack))
        }
    }

    /// The account of the credentials. Read in every cycle, because an emulator or another account responds to everything else
    /// in the same way.
    private func account() async -> AccountProof {
        do throws(AWSFault) {
            let identity = try await aws.callerIdentity(region: subject.region ?? "us-east-1")
            guard let expected = subject.account, expected != identity.account else {
                return .shown(account: identity.account)
            }
            return .other(account: identity.account, expected: expected)
        } catch {
            return .unknown(Unknown(error))
        }
    }

    /// The account of the credentials now, compared only with the configured account.
    ///
    /// - Parameter names: the configurations of the provider that are about to change something. The credentials of their
    ///   entries in `providers:` must belong to the accounts that these name, too.
    public func callerAccount(for names: Set<String>) async -> AccountProof {
        async let own = account()
        let proofs = await self.proofs(of: providers.filter { names.contains($0.name) })
        let doubtful = proofs.sorted { $0.key < $1.key }.map(\.value).first { $0.doubt != nil }
        let proof = await own
        return proof.doubt == nil ? doubtful ?? proof : proof
    }

    /// Without a configured account, the account of the default configuration in the state is used, and if it shows none, all
    /// accounts in the state's ARNs: if the credentials belong to none of them, they are the wrong ones.
    private func place(_ caller: AccountProof, in state: Result<State, TerraformFault>) -> AccountProof {
        guard subject.account == nil, case .shown(let account) = caller, case .success(let state) = state
        else {
            return caller
        }
        if let expected = ProviderPlaces(state).account(of: "aws") {
            return account == expected ? caller : .other(account: account, expected: expected)
        }
        let homes = Set(state.managed.compactMap(\.home.account)).sorted()
        guard let expected = homes.first, !homes.contains(account) else { return caller }
        return .other(account: account, expected: expected)
    }

    /// If the account of the credentials is not known, there is no plan: Terraform's provider would plan against an empty account,
    /// or wait for a response as long as its own timeouts allow.
    func plan(_ order: ProbeOptions, from state: State, _ homes: Homes) async -> PlanReport {
        guard order.plan || order.lastPlan != nil else { return .notAsked }
        // Read before the plan: code that changes while it is made is newer than the plan.
        let code = await terraform.codeFingerprint()
        guard order.plan else { return PlanReport(PlanReport.notAsked.outcome, code: code) }
        if let doubt = homes.doubtOfPlan { return PlanReport(.unknown(doubt), code: code) }
        do throws(TerraformFault) {
            let review = try await terraform.review(from: state.identity, ignoring: subject.ignore)
            switch review.outcome {
            case .success(let summary):
                return PlanReport(.planned(summary), refresh: review.refresh, code: code)
            case .failure(let fault):
                return PlanReport(PlanOutcome(fault), refresh: review.refresh, code: code)
            }
        } catch {
            return PlanReport(PlanOutcome(error), code: code)
        }
    }

    private func measurements(_ order: ProbeOptions, _ state: State, _ homes: Homes) async -> Measurements {
        guard order.measurements else { return Measurements() }
        let now = Date(timeIntervalSince1970: Double(order.now.milliseconds) / 1000)
        async let endpoints = EndpointProbe(http: http).readings(
            subject.endpoints + (subject.isEmulated ? [] : EndpointProbe.endpoints(in: state)))
        async let rates = Metrics(homes: homes, now: now).rates(in: state)
        async let cost = Metrics.cost(aws, homes.ownDoubt, now: now)
        return Measurements(rates: await rates, readings: [await cost] + (await endpoints))
    }
}
