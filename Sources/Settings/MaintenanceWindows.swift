public import Decisions

/// When repairs may start. Where there is an `allow`, some `allow` must hold; a `deny` goes before any of them.
///
/// Windows are measured against the wall clock of their own time zone. An hour that comes twice, when clocks are put
/// back, is inside both times or neither; an hour that is left out never comes.
public struct MaintenanceWindows: Sendable, Equatable {
    /// In the order of the configuration.
    public var windows: [MaintenanceWindow]

    public init(_ windows: [MaintenanceWindow] = []) {
        self.windows = windows
    }

    /// Whether they let repairs start at an instant.
    public func state(at now: Timestamp) -> WindowState {
        if let denied = windows.first(where: { $0.kind == .deny && $0.holds(at: now) }) {
            return .closed("denied: \(denied)")
        }
        let allows = windows.filter { $0.kind == .allow }
        if allows.isEmpty || allows.contains(where: { $0.holds(at: now) }) { return .open }
        return .closed("in no allowed window: \(allows.map(\.description).joined(separator: "; "))")
    }
}
