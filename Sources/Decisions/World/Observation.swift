/// Everything that one look at a stack brought: values only, no attribute of any resource.
public struct Observation: Sendable, Equatable {
    public var at: Timestamp
    /// The state that was read in this look and believed; nil where it was not readable or not believed.
    public var snapshot: SnapshotIdentity?
    /// Every signal, known or unknown.
    public var readings: Readings
    /// Every managed instance of the state, in the order of their addresses.
    public var instances: [InstanceReport]
    /// Those of them that the state does not name: a failed apply of ours left them out, and only the repair book has them.
    public var remembered: [Address]
    /// Addresses that the newest believed state lacks and the one before had.
    public var removed: [Address]
    public var alarms: [AlarmReport]
    public var lock: LockStatus
    public var account: AccountProof
    public var plan: PlanOutcome

    public init(
        at: Timestamp, snapshot: SnapshotIdentity?, readings: Readings, instances: [InstanceReport],
        remembered: [Address] = [], removed: [Address], alarms: [AlarmReport], lock: LockStatus,
        account: AccountProof, plan: PlanOutcome
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
    }

    /// Addresses that AWS, asked for that very thing, says are not there.
    public var missing: [Address] {
        instances.filter { $0.status == .missing }.map(\.address)
    }

    /// What AWS has and the state does not name: Terraform would make it once more.
    public var untracked: [Address] {
        guard !remembered.isEmpty else { return [] }
        let lacking = Set(remembered)
        return instances.filter { $0.status.isThere && lacking.contains($0.address) }.map(\.address)
    }

    public func reading(_ signal: Signal) -> Reading? {
        readings.of(signal)
    }
}
