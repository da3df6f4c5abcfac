/// Everything that one probe of a stack found: only values, no attributes of resources.
public struct Observation: Sendable, Equatable {
    public var at: Timestamp
    /// The state that was read in this cycle and believed; nil if it could not be read or was not believed.
    public var snapshot: SnapshotIdentity?
    /// Every signal, known or unknown.
    public var readings: Readings
    /// Every managed instance of the state, sorted by address.
    public var instances: [InstanceReport]
    /// Those of them that are not in the state: a failed apply of Terrier dropped them, and only the repair book has them.
    public var remembered: [Address]
    /// The instances whose creation did not complete, sorted by address.
    public var tainted: [Address] = []
    /// The deposed objects of the state, sorted by address. They are no instances.
    public var deposed: [DeposedObject] = []
    /// Addresses of the previous believed state that are not in the newest one, not even as a deposed object.
    public var removed: [Address]
    public var alarms: [AlarmReport]
    public var lock: LockStatus
    public var account: AccountProof
    /// What the plan of this cycle returned, or the last one before it that still applies.
    public var plan: PlanOutcome
    /// When that plan was made; nil if it is unknown.
    public var planAt: Timestamp?
    /// The id of the held lock if one of our own repairs took it and has ended, by the repair book; nil if that is not known.
    public var abandonedLock: String?
    /// A state that an apply could not save; nil if there is none.
    public var unsavedState: UnsavedState?

    public init(
        at: Timestamp, snapshot: SnapshotIdentity?, readings: Readings, instances: [InstanceReport],
        remembered: [Address] = [], removed: [Address], alarms: [AlarmReport], lock: LockStatus,
        account: AccountProof, plan: PlanOutcome, planAt: Timestamp? = nil, unsavedState: UnsavedState? = nil
    ) {
        self.at = at
        self.snapshot = snapshot
        self.readings = readings
        self.instances = instances
        self.remembered = remembered
        self.removed = removed
        self.alarms = alarms
        self.lock = lock
        self.account = account
        self.plan = plan
        self.planAt = planAt
        self.unsavedState = unsavedState
    }

    /// Addresses that do not exist, as AWS or the refresh of a plan returned for exactly these.
    public var missing: [Address] {
        instances.filter { $0.status == .missing }.map(\.address)
    }

    /// What is scheduled for deletion, with when and how it is brought back, in words.
    public var leaving: [Address: String] {
        var leaving: [Address: String] = [:]
        for instance in instances {
            guard case .unhealthy(let words) = instance.status, instance.status.isScheduledForDeletion
            else { continue }
            leaving[instance.address] = words
        }
        return leaving
    }

    /// What exists in AWS but is not in the state. Terraform would create it a second time.
    public var untracked: [Address] {
        guard !remembered.isEmpty else { return [] }
        let lacking = Set(remembered)
        return instances.filter { $0.status.isThere && lacking.contains($0.address) }.map(\.address)
    }

    /// The reading of a signal; nil if there is none.
    public func reading(_ signal: Signal) -> Reading? {
        readings.of(signal)
    }
}
