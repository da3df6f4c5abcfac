public import Decisions
import Foundation

/// One window: a time that comes every week, or one that comes once.
public struct MaintenanceWindow: Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        case allow
        case deny
    }

    public var kind: Kind
    /// As a person wrote it.
    public var text: String
    /// The zone's name in the tz database, as a person wrote it.
    public var zone: String
    let time: WindowTime
    private let clock: ZoneClock

    /// Nil where there is no such time zone.
    init?(_ kind: Kind, _ time: WindowTime, text: String, zone: String) {
        guard let clock = ZoneClock(zone) else { return nil }
        self.kind = kind
        self.text = text
        self.zone = zone
        self.time = time
        self.clock = clock
    }

    public var description: String { "\(text) \(zone)" }

    /// Whether an instant is within it.
    public func holds(at now: Timestamp) -> Bool { time.contains(clock.minute(at: now)) }

    /// Instants at which the window begins or ends: those of the week after an instant, or those of its one span.
    func boundaries(after instant: Timestamp) -> [Timestamp] {
        let base = clock.minute(at: instant)
        return time.boundaries(after: base).map { clock.instant(of: $0, near: instant) }
    }
}

/// Minutes of a zone's wall clock, counted from its 1970-01-01 00:00.
struct ZoneClock: Sendable, Equatable {
    private let zone: TimeZone

    /// Nil where there is no such time zone, or where the name is a mere offset, which knows no summer time.
    init?(_ name: String) {
        let isOffset = name.hasPrefix("GMT") && name.count > 3
        guard !isOffset, let zone = TimeZone(identifier: name) else { return nil }
        self.zone = zone
    }

    func minute(at instant: Timestamp) -> Int64 {
        (seconds(instant) + offset(at: seconds(instant))).floored(by: 60)
    }

    /// When the wall clock shows a minute; the first time, where it does so twice.
    func instant(of minute: Int64, near: Timestamp) -> Timestamp {
        let guess = minute * 60 - offset(at: seconds(near))
        return Timestamp(seconds: minute * 60 - offset(at: guess))
    }

    private func seconds(_ instant: Timestamp) -> Int64 { instant.milliseconds.floored(by: 1000) }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// The name that a misspelt one most likely meant: by its spelling, or by its last part alone.
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
