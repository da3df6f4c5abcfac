public import Decisions
public import Terraform

/// The plan that Terraform is to make for a repair.
public struct PlanOrder: Sendable, Equatable {
    /// The path of the plan file, inside a directory that only Terrier's user may enter; nil if the plan will not be applied.
    public var file: String?
    public var targets: [Address]
    public var destroy: Bool
    /// False in a dry run, which only reads: it holds no lock.
    public var lock: Bool
    /// The state that the repair is based on.
    public var state: SnapshotIdentity
    /// What the repair plans with, besides what the stack always plans with.
    public var variables: [PlanVariable] = []
    /// The path of the file that these are written to, in a directory that only Terrier's user may enter. They are in no
    /// argument of a command.
    public var variableFile: String?
    /// The blocks of code that import resources; nil if the plan imports nothing.
    public var imports: String?

    public init(file: String?, targets: [Address], destroy: Bool, lock: Bool, state: SnapshotIdentity) {
        self.file = file
        self.targets = targets
        self.destroy = destroy
        self.lock = lock
        self.state = state
    }
}

/// An orphan, with the instance as the earlier state had it, and how AWS was seen to have it.
public struct FoundOrphan: Sendable {
    public var orphan: Orphan
    public var instance: StateInstance
    public var report: InstanceReport

    public init(_ orphan: Orphan, _ instance: StateInstance, _ report: InstanceReport) {
        self.orphan = orphan
        self.instance = instance
        self.report = report
    }
}

/// Why a tool could not do its part.
public struct ToolFault: Error, Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Somebody holds the lock, or it could not be taken.
        case lock
        /// The state has changed since the plan: the plan is discarded, not forced.
        case stale
        /// There are no credentials, or they expire too soon to begin.
        case account
        case failed
    }

    public var kind: Kind
    /// One line, without any attribute's value.
    public var message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// The functions through which a repair observes and changes resources. The real ones are in `LiveTools`; a simulation has its
/// own.
public struct RepairTools: Sendable {
    /// Runs all probes again, without a plan.
    public var observe: @Sendable () async -> StackObservation
    /// Reads these instances directly from AWS, by their attributes in the state now, or in the state before if it no longer
    /// names them.
    public var ask: @Sendable (_ addresses: [Address], _ before: State) async -> StackObservation
    /// What Terraform's provider finds of exactly these instances, with a plan that only refreshes them. It is for types that AWS
    /// cannot be asked for directly.
    public var refresh:
        @Sendable (_ addresses: [Address], _ state: SnapshotIdentity) async throws(ToolFault) -> Refresh
    public var plan: @Sendable (PlanOrder) async throws(ToolFault) -> PlanSummary
    /// Applies exactly that file, and reports each address as Terraform proceeds.
    public var apply:
        @Sendable (_ file: String, _ emit: @escaping @Sendable (String) async -> Void) async throws(ToolFault)
            -> Void
    public var backups: @Sendable (_ address: Address, _ state: State) async -> BackupAnswer
    /// Of these addresses, those that no believed state ever named.
    public var neverSeen: @Sendable (_ addresses: [Address]) async -> [Address]
    /// Mutes (false) or unmutes (true) alarms, each in its region.
    public var setActions:
        @Sendable (_ alarms: [AlarmReport], _ enabled: Bool) async throws(ToolFault) -> Void
    /// Brings back an instance that is scheduled for deletion, by its attributes in the state.
    public var undelete: @Sendable (_ address: Address, _ state: State) async throws(ToolFault) -> Void = {
        address, _ throws(ToolFault) in
        throw ToolFault(.failed, "nothing here can bring back \(address)")
    }
    /// What AWS has and the state of the observation lacks, although an earlier state had it.
    public var orphans: @Sendable (_ observed: StackObservation) async throws(ToolFault) -> [FoundOrphan] = {
        _ throws(ToolFault) in []
    }
    /// What AWS has under the name of an instance besides it, made since a time (RFC 3339), for the types of `NamesakeSearch`.
    public var namesakes:
        @Sendable (_ address: Address, _ state: State, _ since: String) async throws(ToolFault) -> [Namesake] =
            { _, _, _ throws(ToolFault) in [] }
    /// Runs a command of the user's own.
    public var run: @Sendable (OwnCommand, RepairRequest) async -> CommandEnding = { _, _ in
        .notStarted("nothing here runs commands")
    }
    /// The account that the credentials belong to now. The credentials of these configurations of the provider must belong to the
    /// accounts that `providers:` names, too (`aws.network`).
    public var account: @Sendable (_ providers: Set<String>) async -> AccountProof
    /// Makes a directory that only this user may enter, for a plan file; and removes it with what is in it.
    public var makeDirectory: @Sendable (_ path: String) throws(ToolFault) -> Void
    public var removeDirectory: @Sendable (_ path: String) -> Void
    /// The operators' switches as they are now.
    public var switches: @Sendable () async throws(ToolFault) -> StackSwitches
    /// Whether the maintenance windows let repairs start now.
    public var window: @Sendable () -> WindowState
    /// What a plan in a file changes in detail, without any attribute's value.
    public var details: @Sendable (_ file: String) async throws(ToolFault) -> PlanDetails = {
        _ throws(ToolFault) in throw ToolFault(.failed, "this repairer does not read the details of plans")
    }
    /// Of these variables, those that the code of the root module does not declare; nil if the code cannot be read.
    public var undeclared: @Sendable (_ variables: [String]) -> [String]? = { _ in nil }
    /// Of these addresses, those that the code of the root module does not have; nil if the code cannot be read.
    public var notInCode: @Sendable (_ addresses: [Address]) -> [Address]? = { _ in nil }
    /// What a plan in a file has of the code of Lambda functions.
    public var functions: @Sendable (_ file: String) async throws(ToolFault) -> [Address: FunctionCode] = {
        _ throws(ToolFault) in throw ToolFault(.failed, "this repairer does not read plans")
    }
    /// The zip file with the code of a placeholder.
    public var placeholder = PlaceholderFile()
    /// One signal, read now.
    public var reading: @Sendable (Signal) async -> Reading = {
        .unknown($0, Unknown(.notAsked, "this repairer does not read signals"))
    }
    /// What on this machine prevents a deploy, and what to do about it; nil if nothing does.
    public var obstacle: @Sendable () -> String? = { nil }
    public var locks = LockTools.none
    public var states = StateTools.none
    public var pause: @Sendable (Duration) async -> Void
    public var now: @Sendable () -> Moment

    public init(
        observe: @escaping @Sendable () async -> StackObservation,
        ask: @escaping @Sendable ([Address], State) async -> StackObservation,
        refresh: @escaping @Sendable ([Address], SnapshotIdentity) async throws(ToolFault) -> Refresh,
        plan: @escaping @Sendable (PlanOrder) async throws(ToolFault) -> PlanSummary,
        apply:
            @escaping @Sendable (String, @escaping @Sendable (String) async -> Void) async throws(ToolFault)
            -> Void,
        backups: @escaping @Sendable (Address, State) async -> BackupAnswer,
        neverSeen: @escaping @Sendable ([Address]) async -> [Address],
        setActions: @escaping @Sendable ([AlarmReport], Bool) async throws(ToolFault) -> Void,
        account: @escaping @Sendable (Set<String>) async -> AccountProof,
        makeDirectory: @escaping @Sendable (String) throws(ToolFault) -> Void,
        removeDirectory: @escaping @Sendable (String) -> Void,
        switches: @escaping @Sendable () async throws(ToolFault) -> StackSwitches,
        window: @escaping @Sendable () -> WindowState,
        pause: @escaping @Sendable (Duration) async -> Void,
        now: @escaping @Sendable () -> Moment
    ) {
        self.observe = observe
        self.ask = ask
        self.refresh = refresh
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
