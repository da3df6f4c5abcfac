public import Decisions

/// A whole configuration, without faults.
public struct Configuration: Sendable, Equatable {
    /// From one look at a stack to the next.
    public var interval: Duration
    /// From one plan to the next; one is made sooner when a signal trips.
    public var planEvery: Duration
    /// The watcher's database.
    public var ledger: String
    /// The repairer's database.
    public var repairBook: String
    /// How long readings are kept.
    public var keepReadings: Duration
    /// Where people are told, besides the journal.
    public var notify: [Sink]
    public var stacks: [StackSettings]
    /// Tells one text of the file from another: a request that was decided under another one is refused. It is no
    /// measure against anybody.
    public var hash: String

    /// Where the repair book stands when nobody says: beside the ledger as `repairs.sqlite`. Beneath the watcher's state
    /// directory nobody but the watcher may write, so there it is at the same place beneath the repairer's.
    static func repairBook(besides ledger: String) -> String {
        let end = ledger.lastIndex(of: "/").map { ledger.index(after: $0) } ?? ledger.startIndex
        let directory = ledger[..<end]
        let watcher = "/var/lib/terrier/"
        guard directory.hasPrefix(watcher) else { return directory + "repairs.sqlite" }
        return "/var/lib/terrier-repair/" + directory.dropFirst(watcher.count) + "repairs.sqlite"
    }

    public func stack(_ name: String) -> StackSettings? { stacks.first { $0.name == name } }
}

/// One stack, as its configuration describes it.
public struct StackSettings: Sendable, Equatable {
    public var name: String
    /// Absolute.
    public var directory: String
    public var workspace: String
    public var varFiles: [String]
    /// Twelve digits; what is found elsewhere is not believed.
    public var account: String?
    public var region: String?
    public var profile: String?
    public var roleARN: String?
    public var binary: String
    /// Emulators only.
    public var endpoint: String?
    public var environment: [String: String]
    public var endpoints: [Endpoint]
    public var windows: MaintenanceWindows
    /// Rules, tiers, guardrails and mode.
    public var policy: Policy
    public var positions: TierPositions
}
