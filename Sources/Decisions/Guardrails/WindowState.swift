/// Whether the maintenance windows let repairs start now. Calendars and time zones are others' business; this is what
/// reaches the decisions of them.
public enum WindowState: Sendable, Equatable {
    case open
    /// Why not, for people: `Fri 18:00 - Mon 08:00 Asia/Seoul is denied`.
    case closed(String)
}
