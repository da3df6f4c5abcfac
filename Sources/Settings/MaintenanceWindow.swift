public import Decisions
import Foundation

/// One maintenance window. It repeats every week or happens once.
public struct MaintenanceWindow: Sendable, Equatable, CustomStringConvertible {
    /// Whether repairs may start inside the window, or may not.
    public enum Kind: String, Sendable, CaseIterable {
        case allow
        case deny
    }

    public var kind: Kind
    /// As written in the configuration.
    public var text: String
    /// The zone's name in the tz database, as written in the configuration.
    public var zone: String
    let time: WindowTime
    private let clock: ZoneClock

    /// Returns nil if there is no such time zone.
    init?(_ kind: Kind, _ time: WindowTime, text: String, zone: String) {
        guard let clock = ZoneClock(zone) else { return nil }
        self.kind = kind
        self.text = text
        self.zone = zone
        self.time = time
        self.clock = clock
    }

    public var description: String { "\(text) \(zone)" }

    /// Whether `now` is inside the window.
    public func holds(at now: Timestamp) -> Bool { time.contains(clock.minute(at: now)) }

    /// The times at which the window begins or ends: those in the week after `instant` for a weekly window, otherwise the two
    /// ends of its span.
    func boundaries(after instant: Timestamp) -> [Timestamp] {
        let base = clock.minute(at: instant)
        return time.boundaries(after: base).map { clock.instant(of: $0, near: instant) }
    }
}

/// Converts between UTC and a zone's wall clock, in minutes since 1970-01-01 00:00 of that clock.
struct ZoneClock: Sendable, Equatable {
    private let zone: TimeZone

    /// Returns nil if there is no such time zone, or if the name is only an offset, which has no daylight saving time.
    init?(_ name: String) {
        let isOffset = name.hasPrefix("GMT") && name.count > 3
        guard !isOffset, let zone = TimeZone(identifier: name) else { return nil }
        self.zone = zone
    }

    func minute(at instant: Timestamp) -> Int64 {
        (seconds(instant) + offset(at: seconds(instant))).floored(by: 60)
    }

    /// The time at which the wall clock shows `minute`. If it shows that minute twice, the first of the two.
    func instant(of minute: Int64, near: Timestamp) -> Timestamp {
        let guess = minute * 60 - offset(at: seconds(near))
        return Timestamp(seconds: minute * 60 - offset(at: guess))
    }

    private func seconds(_ instant: Timestamp) -> Int64 { instant.milliseconds.floored(by: 1000) }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// The known time zone that a misspelt name most probably means: by its spelling, or by its last part alone.
    static func nearest(_ name: String) -> String? {
        let known = (TimeZone.knownTimeZoneIdentifiers + ["UTC"]).sorted()
        func last(_ name: String) -> String {
            (name.split(separator: "/").last.map(String.init) ?? name).lowercased()
        }
        let lowercased = name.lowercased()
        return known.first { $0.lowercased() == lowercased }
            ?? known.first { last($0) == last(name.replacing(" ", with: "_")) }
            ?? ValueText.nearest(name, among: known)
    }
}

extension Int64 {
    /// Division that rounds down.
    func floored(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
