package import Decisions
package import Settings

/// The configuration of a simulated machine.
package struct RehearsedConfiguration: Sendable {
    package static let account = "123456789012"
    package static let otherAccount = "999999999999"

    package var policies: [Policy]
    package var windows: MaintenanceWindows
    package var hash: String
    package var interval: Duration
    package var planEvery: Duration
    /// The account that the stacks are pinned to.
    package var pinned: String

    /// - Parameters:
    ///   - hash: the hash of the configuration file.
    ///   - pinned: the account that the stacks are pinned to.
    package init(
        policies: [Policy], windows: MaintenanceWindows, hash: String, interval: Duration,
        planEvery: Duration,
        pinned: String = Self.account
    ) {
        self.policies = policies
        self.windows = windows
        self.hash = hash
        self.interval = interval
        self.planEvery = planEvery
        self.pinned = pinned
    }

    package func policy(_ stack: String) -> Policy? { policies.first { $0.stack == stack } }

    package func window(at wall: Timestamp) -> WindowState { windows.state(at: wall) }
}
