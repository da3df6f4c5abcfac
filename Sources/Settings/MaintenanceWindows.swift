public import Decisions

/// When repairs may start. If there is any `allow`, now must be inside at least one; a `deny` overrides every `allow`.
///
/// Each window is compared with the wall clock of its own time zone. When clocks are set back, the hour that happens twice is
/// inside a window both times or not at all. When clocks are set forward, the skipped hour never happens.
public struct MaintenanceWindows: Sendable, Equatable {
    /// In the order of the configuration.
    public var windows: [MaintenanceWindow]

    public init(_ windows: [MaintenanceWindow] = []) {
        self.windows = windows
    }

    /// Whether these windows allow repairs to start at `now`, and if not, why.
    public func state(at now: Timestamp) -> WindowState {
        if let denied = windows.first(where: { $0.kind == .deny && $0.holds(at: now) }) {
            return .closed("denied: \(denied)")
        }
        let allows = windows.filter { $0.kind == .allow }
        if allows.isEmpty || allows.contains(where: { $0.holds(at: now) }) { return .open }
        return .closed("in no allowed window: \(allows.map(\.description).joined(separator: "; "))")
    }
}
