public import Decisions
public import Terraform

/// What Terraform is asked to plan for a repair.
public struct PlanOrder: Sendable, Equatable {
    /// Where the plan goes: inside a directory that only Terrier's user may enter.
    public var file: String
    public var targets: [Address]
    public var destroy: Bool
    /// False in a rehearsal: who only looks holds no lock, and throws away what moved meanwhile.
    public var lock: Bool
    /// The state that the repair rests on.
    public var state: SnapshotIdentity

    public init(file: String, targets: [Address], destroy: Bool, lock: Bool, state: SnapshotIdentity) {
        self.file = file
        self.targets = targets
        self.destroy = destroy
        self.lock = lock
        self.state = state
    }
}

/// Whether something that holds data has backups.
public enum BackupAnswer: Sendable, Equatable {
    case none
    case some(Int)
    case unknown(Unknown)
}

/// Why a tool could not do its part.
public struct ToolFault: Error, Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Somebody holds the lock, or it could not be taken.
        case lock
        /// The state moved on after the plan: it is thrown away, not forced.
        case stale
        /// The credentials are none to begin with.
        case account
        case failed
    }

    public var kind: Kind
    /// One line, no attribute's value.
    public var message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// The hands and eyes of a repair. The real ones are made in `LiveTools`; a simulated world brings its own.
public struct RepairTools: Sendable {
    /// One whole look, made afresh, no plan.
    public var observe: @Sendable () async -> StackObservation
    /// Direct reads of so many instances, as the state names them now, or as it named them before where it no longer does.
    public var ask: @Sendable (_ addresses: [Address], _ before: State) async -> StackObservation
    public var plan: @Sendable (PlanOrder) async throws(ToolFault) -> PlanSummary
    /// Applies exactly that file; tells of each address as it goes.
    public var apply:
        @Sendable (_ file: String, _ emit: @escaping @Sendable (String) async -> Void) async throws(ToolFault)
            -> Void
    public var backups: @Sendable (_ address: Address, _ state: State) async -> BackupAnswer
    /// Of these addresses, those that no believed state ever named.
    public var neverSeen: @Sendable (_ addresses: [Address]) async -> [Address]
    /// Mutes (false) or unmutes (true) alarms, each where it is.
    public var setActions:
        @Sendable (_ alarms: [AlarmReport], _ enabled: Bool) async throws(ToolFault) -> Void
    /// Whose the credentials are now.
    public var account: @Sendable () async -> AccountProof
    /// Makes a directory that only this user may enter, for a plan file; and removes it with what is in it.
    public var makeDirectory: @Sendable (_ path: String) throws(ToolFault) -> Void
    public var removeDirectory: @Sendable (_ path: String) -> Void
    /// What people's switches say now.
    public var switches: @Sendable () async throws(ToolFault) -> StackSwitches
    /// Whether the maintenance windows let repairs start now.
    public var window: @Sendable () -> WindowState
    /// What on this machine is in the way of a deploy, with what to do; nil where nothing is.
    public var obstacle: @Sendable () -> String? = { nil }
    public var pause: @Sendable (Duration) async -> Void
    public var now: @Sendable () -> Moment

    public init(
        observe: @escaping @Sendable () async -> StackObservation,
        ask: @escaping @Sendable ([Address], State) async -> StackObservation,
        plan: @escaping @Sendable (PlanOrder) async throws(ToolFault) -> PlanSummary,
        apply:
            @escaping @Sendable (String, @escaping @Sendable (String) async -> Void) async throws(ToolFault)
            -> Void,
        backups: @escaping @Sendable (Address, State) async -> BackupAnswer,
        neverSeen: @escaping @Sendable ([Address]) async -> [Address],
        setActions: @escaping @Sendable ([AlarmReport], Bool) async throws(ToolFault) -> Void,
        account: @escaping @Sendable () async -> AccountProof,
        makeDirectory: @escaping @Sendable (String) throws(ToolFault) -> Void,
        removeDirectory: @escaping @Sendable (String) -> Void,
        switches: @escaping @Sendable () async throws(ToolFault) -> StackSwitches,
        window: @escaping @Sendable () -> WindowState,
        pause: @escaping @Sendable (Duration) async -> Void,
        now: @escaping @Sendable () -> Moment
    ) {
        self.observe = observe
        self.ask = ask
        self.plan = plan
        self.apply = apply
        self.backups = backups
        self.neverSeen = neverSeen
        self.setActions = setActions
        self.account = account
        self.makeDirectory = makeDirectory
        self.removeDirectory = removeDirectory
        self.switches = switches
        self.window = window
        self.pause = pause
        self.now = now
    }
}
