import Decisions
import Foundation
import Notifications
import Rehearsal

/// A timeline as JSON: one document on each line; the last one is the summary.
enum TimelineReport {
    private struct Line: Encodable {
        var at: String
        var kind: String
        var stack: String
        var rule: String?
        var incident: String?
        var what: String
    }

    static func print(_ timeline: Timeline) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = timeline.entries.map { entry in
            Line(
                at: entry.at.description, kind: entry.kind.rawValue, stack: timeline.stack, rule: entry.rule,
                incident: entry.incident, what: entry.what)
        }
        let last = Line(
            at: timeline.end.description, kind: "summary", stack: timeline.stack, what: timeline.summary)
        for line in lines + [last] {
            Terminal.print(String(decoding: try encoder.encode(line), as: UTF8.self))
        }
    }
}
