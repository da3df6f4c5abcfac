public import Decisions

/// The settings of a whole configuration file that has no faults.
public struct Configuration: Sendable, Equatable {
    /// The time between two cycles of a stack.
    public var interval: Duration
    /// The time between two plans of a stack. A plan is made sooner when a signal trips.
    public var planEvery: Duration
    /// The path of the watcher's database.
    public var ledger: String
    /// The path of the repairer's database.
    public var repairBook: String
    /// How long readings are kept.
    public var keepReadings: Duration
    /// Where a copy of every snapshot is kept; nil for nowhere.
    public var archive: ArchiveSettings?
    /// Where notices are sent, besides the journal.
    public var notify: [Sink]
    public var stacks: [StackSettings]
    /// Identifies the text of the file: the repairer refuses a request that was decided under another text. The hash is no
    /// protection against an attacker.
    public var hash: String

    /// The default path of the repair book: `repairs.sqlite` in the ledger's directory. If that directory is the watcher's
    /// state directory or below it, where only the watcher may write, it is the same place below the repairer's.
    static func repairBook(besides ledger: String) -> String {
        let end = ledger.lastIndex(of: "/").map { ledger.index(after: $0) } ?? ledger.startIndex
        let directory = ledger[..<end]
        let watcher = "/var/lib/terrier/"
        guard directory.hasPrefix(watcher) else { return directory + "repairs.sqlite" }
        return "/var/lib/terrier-repair/" + directory.dropFirst(watcher.count) + "repairs.sqlite"
    }

    /// The stack with this name; nil if there is none.
    public func stack(_ name: String) -> StackSettings? { stacks.first { $0.name == name } }
}

/// The settings of one stack.
public struct StackSettings: Sendable, Equatable {
    public var name: String
    /// An absolute path.
    public var directory: String
    public var workspace: String
    public var varFiles: [String]
    /// Twelve digits. If the credentials belong to another account, nothing that AWS returns is believed.
    public var account: String?
    public var region: String?
    public var profile: String?
    public var roleARN: String?
    /// The configurations of the AWS provider that have credentials of their own.
    public var providers: [ProviderSettings]
    public var binary: String
    /// For emulators only.
    public var endpoint: String?
    public var environment: [String: String]
    public var endpoints: [Endpoint]
    public var windows: MaintenanceWindows
    /// Rules, tiers, guardrails and mode.
    public var policy: Policy
    public var positions: TierPositions
    /// How many snapshots of its state are kept.
    public var keepSnapshots: SnapshotRetention
}
