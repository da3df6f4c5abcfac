import Decisions
import Ledger
import Settings

/// What a configuration's text does not show of its tiers, and the newest believed state does: one line each, with the place
/// of the pattern that it is about.
struct TierWarning: Encodable, Equatable {
    var file: String
    var line: Int
    var column: Int
    var message: String

    var text: String { "warning: \(file):\(line):\(column): \(message)" }

    /// In the order of their places.
    static func all(_ settings: StackSettings, _ believed: BelievedTiers, file: String) -> [TierWarning] {
        let state = "the newest believed state of \(settings.name) (serial \(believed.serial))"
        let messages =
            idle(believed.coverage, state) + overlaps(believed.coverage, state)
            + untieredDependencies(believed.coverage, state)
        return messages.map { tier, pattern, message in
            let place = settings.positions[tier, pattern.text]
            return TierWarning(
                file: file, line: place?.line ?? 0, column: place?.column ?? 0, message: message)
        }.sorted { ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message) }
    }

    private typealias Message = (tier: String, pattern: Pattern, message: String)

    private static func idle(_ coverage: TierCoverage, _ state: String) -> [Message] {
        coverage.entries.flatMap { entry in
            entry.idle.map {
                (
                    entry.tier, $0,
                    "'\($0)' of tier '\(entry.tier)' matches nothing in \(state); correct it, or remove it"
                )
            }
        }
    }

    /// A wildcard may cover much of another tier: one line for all that the same pattern covers of it.
    private static func overlaps(_ coverage: TierCoverage, _ state: String) -> [Message] {
        var groups: [(overlap: TierCoverage.Overlap, addresses: [String])] = []
        for overlap in coverage.overlaps {
            let same = groups.firstIndex {
                ($0.overlap.first, $0.overlap.second, $0.overlap.pattern)
                    == (overlap.first, overlap.second, overlap.pattern)
            }
            if let same {
                groups[same].addresses.append("\(overlap.address)")
            } else {
                groups.append((overlap, ["\(overlap.address)"]))
            }
        }
        return groups.map { overlap, addresses in
            (
                overlap.second, overlap.pattern,
                "'\(overlap.pattern)' of tier '\(overlap.second)' covers what tier '\(overlap.first)' does in \(state): "
                    + "\(BelievedTiers.few(addresses)); narrow one of them"
            )
        }
    }

    private static func untieredDependencies(_ coverage: TierCoverage, _ state: String) -> [Message] {
        coverage.untieredDependencies.compactMap { end in
            guard let held = end.needs.first ?? end.neededBy.first else { return nil }
            func names(_ held: [TierCoverage.Held]) -> String {
                BelievedTiers.few(held.map { "\($0.address) of tier '\($0.tier)'" })
            }
            var parts: [String] = []
            if !end.needs.isEmpty { parts.append("depends on \(names(end.needs))") }
            if !end.neededBy.isEmpty { parts.append("is what \(names(end.neededBy)) depends on") }
            return (
                held.tier, held.pattern,
                "\(end.address) stands in no tier, and \(parts.joined(separator: ", and ")), in \(state); add it to a tier"
            )
        }
    }
}
