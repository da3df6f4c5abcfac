import Catalogue
public import Decisions
public import Terraform

/// The result of one probe of a stack: the observation, and what is kept for the next one.
public struct ProbeResult: Sendable {
    /// What repairs work on.
    public private(set) var stack: StackObservation
    /// Contains every signal of the design's table, known or unknown, after `conclude` has run.
    public private(set) var observation: Observation {
        get { stack.observation }
        set { stack.observation = newValue }
    }
    /// The state that was read and believed; nil if there is none.
    public var state: State? { stack.state }
    /// Why there is no state; nil if there is one.
    public private(set) var stateFault: TerraformFault?
    public private(set) var alarms: AlarmHistory
    /// The result of the plan of this cycle, or of the last one before it if that still applies; nil if there is none.
    public private(set) var lastPlan: LastPlan?
    /// Whose the credentials of the entries of `providers:` are, by name. Only entries that the state uses.
    package private(set) var proofs: [String: AccountProof] = [:]
    /// The newest state that was believed before this probe.
    public var before: BelievedState? { order.before }

    private let order: StackProbe.ProbeOptions
    private let subject: StackProbe.Subject

    package init(
        order: StackProbe.ProbeOptions, subject: StackProbe.Subject, state: Result<State, TerraformFault>,
        account: AccountProof, lock: LockStatus
    ) {
        self.order = order
        self.subject = subject
        alarms = order.alarms
        var observation = Observation(
            at: order.now, snapshot: nil, readings: [], instances: [], removed: [], alarms: [], lock: lock,
            account: account, plan: .unknown(Unknown(.notAsked, "no plan in this cycle")))
        switch state {
        case .success(let state):
            observation.snapshot = state.identity
            observation.remembered = state.remembered
            observation.tainted = state.tainted
            observation.deposed = state.deposed
            stack = StackObservation(observation: observation, state: state)
        case .failure(let fault):
            stateFault = fault
            stack = StackObservation(observation: observation, state: nil)
        }
    }

    /// Takes the direct reads of the state's instances, and the stack's alarms.
    package mutating func take(_ instances: [InstanceReport], alarms reports: [AlarmReport]) {
        observation.instances = instances
        observation.alarms = alarms.take(reports, at: order.now)
    }

    /// Takes whose the credentials of the entries of `providers:` are.
    package mutating func take(_ proofs: [String: AccountProof]) {
        self.proofs = proofs
    }

    /// Takes the state that an apply could not save, if there is one.
    package mutating func take(_ unsaved: UnsavedStateFile?) {
        observation.unsavedState = unsaved?.compared(with: state)
    }

    /// Takes the result of planning, or that of the last plan if there is no new one.
    package mutating func take(_ report: PlanReport) {
        observation.plan = report.outcome
        guard let snapshot = observation.snapshot, let state else { return }
        let version = StateVersion(snapshot)
        if let made = LastPlan(
            at: order.now, state: version, code: report.code, outcome: report.outcome,
            refresh: report.refresh, managed: state.managed.map(\.address))
        {
            lastPlan = made
        } else if let before = order.lastPlan,
            before.applies(to: version, code: report.code, at: order.now, longest: order.planLifetime)
        {
            lastPlan = before
        }
        guard let lastPlan else { return }
        observation.plan = lastPlan.outcome
        observation.planAt = lastPlan.at
    }

    /// Takes readings that were measured directly.
    package mutating func take(_ readings: [Reading]) {
        for reading in readings { observation.readings.append(reading) }
    }

    /// Computes the signals that depend on everything taken before.
    package mutating func conclude() {
        observation.instances = SecondSight(lastPlan, before: order.lastPlan).reports(observation.instances)
        if let state {
            alarms.keep(only: state.managed.map(\.address))
            if let before = order.before, before.identity.lineage == state.lineage {
                // Of an instance whose deposed object is left, nobody removed the resource.
                let now = Set(
                    state.managed.map(\.address) + observation.deposed.map(\.address) + order.destroyed)
                observation.removed = before.addresses.filter { !now.contains($0) }
            }
        }
        var readings = stateReadings() + [lockReading(), credentialsReading()]
        readings += InstanceReadings(observation, stateFault?.unknown, tiers: subject.tiers).all
        readings += PlanReadings(observation.plan, stateFault?.unknown).all
        readings += alarmReadings() + Array(observation.readings)
        let given = Set(readings.map(\.signal))
        let reason = stateFault?.unknown ?? Unknown(.notAsked, "not part of this cycle")
        readings += Signal.catalogue.map(\.signal).filter { !given.contains($0) }.map { .unknown($0, reason) }
        let order = Dictionary(uniqueKeysWithValues: Signal.catalogue.enumerated().map { ($1.signal, $0) })
        observation.readings = Readings(
            readings.sorted { left, right in
                let (a, b) = (order[left.signal] ?? 3, order[right.signal] ?? 3)
                return a == b ? left.signal < right.signal : a < b
            })
    }

    private func stateReadings() -> [Reading] {
        guard let state else {
            let reason = stateFault?.unknown ?? Unknown(.noState, "")
            var readings: [Reading] = [
                .known(.stateReadable, 0, about: stateFault.map { .words($0.description) })
            ]
            if let before = order.before {
                readings.append(.known(.stateAge, max(0, (order.now - before.seen).inSeconds)))
            } else {
                readings.append(.unknown(.stateAge, reason))
            }
            return readings
        }
        let count = Double(state.identity.resources)
        let highest = Double(max(order.highest ?? 0, state.identity.resources))
        let removed = observation.removed
        return [
            .known(.stateReadable, 1, about: observation.unsavedState.map { .words($0.words) }),
            .known(.stateAge, 0), .known(.resourcesCount, count),
            .known(
                .resourcesRemoved, Double(removed.count),
                about: removed.isEmpty ? nil : .addresses(removed)),
            .known(.resourcesDrop, highest == 0 ? 0 : (highest - count) * 100 / highest),
        ]
    }

    private func lockReading() -> Reading {
        switch observation.lock {
        case .free: return .known(.lockAge, 0)
        case .unknown(let reason): return .unknown(.lockAge, reason)
        case .held(let holder):
            guard let created = holder.createdAt else {
                return .unknown(
                    .lockAge,
                    Unknown(
                        .notParsed, "the lock's time of creation cannot be read (\(holder.record))"))
            }
            return .known(
                .lockAge, max(0, (order.now - created).inSeconds),
                about: .words("\(holder.who), \(holder.operation), since \(holder.created), id \(holder.id)")
            )
        }
    }

    private func credentialsReading() -> Reading {
        switch observation.account {
        case .shown:
            let doubts = proofs.sorted { $0.key < $1.key }.compactMap(\.value.doubt)
            return doubts.first.map(credentialsReading) ?? .known(.awsCredentials, 1)
        case .other(let account, let expected):
            return .known(
                .awsCredentials, 0,
                about: .words("they belong to \(account), the stack's account is \(expected)"))
        case .unknown(let reason): return credentialsReading(reason)
        }
    }

    /// Credentials that AWS rejects, or of another account, are known to be wrong. If AWS did not respond, nothing is known.
    private func credentialsReading(_ doubt: Unknown) -> Reading {
        guard [.denied, .noCredentials, .wrongAccount].contains(doubt.cause) else {
            return .unknown(.awsCredentials, doubt)
        }
        return .known(.awsCredentials, 0, about: .words(doubt.description))
    }

    private func alarmReadings() -> [Reading] {
        guard state != nil else { return [] }
        let unknown = observation.instances.compactMap { instance -> Unknown? in
            guard instance.address.type == ResourceType.metricAlarm.name,
                case .unknown(let reason) = instance.status
            else {
                return nil
            }
            return reason
        }.first
        if let unknown { return [.unknown(.alarmsFiring, unknown), .unknown(.alarmsFlapping, unknown)] }
        let firing = observation.alarms.filter { $0.state == .alarm }.map(\.name)
        let flapping = observation.alarms.filter(\.flapping).map(\.name)
        func about(_ names: [String]) -> Reading.About? { names.isEmpty ? nil : .names(names) }
        return [
            .known(.alarmsFiring, Double(firing.count), about: about(firing)),
            .known(.alarmsFlapping, Double(flapping.count), about: about(flapping)),
        ]
    }
}
