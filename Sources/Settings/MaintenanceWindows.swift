public import Decisions

/// When repairs may start: every `allow` narrows it to some hours, and a `deny` goes before any of them.
public struct MaintenanceWindows: Sendable, Equatable {
    public init() {}

    /// Whether they let repairs start at an instant.
    public func state(at now: Timestamp) -> WindowState { .open }
}
