public import Decisions
import Foundation

/// The label that `terrier impact` gives to a snapshot: `impact 2026-11-30`. Unlike the labels of people it keeps the snapshot for
/// some time only: a pipeline that calls the command again and again must not fill the ledger.
public struct BackupLabel: Sendable, Equatable {
    /// How long the snapshot is kept at least, from the beginning of the day in UTC.
    public static let lasts = Duration.seconds(30 * 86_400)
    private static let word = "impact "

    private let day: Timestamp

    public init(at: Timestamp) {
        day = Timestamp(milliseconds: at.milliseconds - at.milliseconds % 86_400_000)
    }

    /// Nil if a label is another one.
    init?(_ label: String) {
        guard label.hasPrefix(Self.word),
            let date = try? Date("\(label.dropFirst(Self.word.count))T00:00:00Z", strategy: .iso8601),
            let seconds = Int64(exactly: date.timeIntervalSince1970)
        else { return nil }
        day = Timestamp(seconds: seconds)
        guard text == label else { return nil }
    }

    public var text: String { Self.word + Self.date(day) }
    /// The day from which on it keeps the snapshot no longer, as `2026-12-30`.
    public var end: String { Self.date(day + Self.lasts) }

    private func keeps(at now: Timestamp) -> Bool { now < day + Self.lasts }
    private static func date(_ day: Timestamp) -> String { String(day.description.prefix(10)) }

    /// The labels of a snapshot that keep it, as they are written; nil if none does.
    static func keeping(_ labels: String, at now: Timestamp) -> String? {
        let kept = parts(labels).filter { BackupLabel($0)?.keeps(at: now) ?? true }
        return kept.isEmpty ? nil : kept.joined(separator: ", ")
    }

    /// The labels of a snapshot that gets another one: of several of this kind only the newest is written.
    static func adding(_ label: String, to labels: String?) -> String {
        var kept = parts(labels ?? "")
        if let new = BackupLabel(label) {
            kept.removeAll { BackupLabel($0).map { $0.day <= new.day } ?? false }
            if kept.contains(where: { BackupLabel($0) != nil }) { return kept.joined(separator: ", ") }
        }
        if !kept.contains(label) { kept.append(label) }
        return kept.joined(separator: ", ")
    }

    private static func parts(_ labels: String) -> [String] {
        labels.split(separator: ", ").map(String.init)
    }
}
