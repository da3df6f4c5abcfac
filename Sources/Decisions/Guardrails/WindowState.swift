/// Whether the maintenance windows allow repairs to start now. Computed outside the decisions, which know no calendars and
/// time zones.
public enum WindowState: Sendable, Equatable {
    case open
    /// Why not, for the operator: `denied: Fri 18:00 - Mon 08:00 Asia/Seoul`.
    case closed(String)
}
