import Catalogue
import Decisions
import Ledger
import Settings

/// A warning about a stack's tiers that needs the newest believed state, with the position of the pattern that it is about
/// in the configuration file.
struct TierWarning: Encodable, Equatable {
    var file: String
    var line: Int
    var column: Int
    var message: String

    var text: String { "warning: \(file):\(line):\(column): \(message)" }

    /// All warnings, in the order of their positions.
    ///
    /// - Parameter planEvery: how often a plan looks at what AWS is not asked for.
    static func all(
        _ settings: StackSettings, _ believed: BelievedTiers, file: String, planEvery: Duration
    ) -> [TierWarning] {
        let state = "the newest believed state of \(settings.name) (serial \(believed.serial))"
        let messages =
            idle(believed.coverage, state) + overlaps(believed.coverage, state)
            + untieredDependencies(believed.coverage, state)
            + neverAsked(settings.policy, believed.coverage, state, planEvery)
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

    /// One warning for all addresses of another tier that the same pattern covers: a wildcard may cover many.
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
                "'\(overlap.pattern)' of tier '\(overlap.second)' covers addresses of tier '\(overlap.first)' in \(state): "
                    + "\(BelievedTiers.few(addresses)); narrow one of them"
            )
        }
    }

    /// Rules about a tier of which no type is in the catalogue. The warning is at the first pattern of the tier.
    private static func neverAsked(
        _ policy: Policy, _ coverage: TierCoverage, _ state: String, _ planEvery: Duration
    ) -> [Message] {
        policy.rules.compactMap { rule in
            guard let tier = policy.tiers.first(where: { $0.name == rule.when.signal.tier }),
                let entry = coverage.entries.first(where: { $0.tier == tier.name }),
                let pattern = tier.addresses.first, !entry.addresses.isEmpty,
                entry.addresses.allSatisfy({ Catalogue.type($0.type) == nil })
            else { return nil }
            return (
                tier.name, pattern,
                "rule '\(rule.name)' is about tier '\(tier.name)', of which AWS is never asked in \(state): only the plan looks at it, every \(planEvery.words)"
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
            if !end.neededBy.isEmpty { parts.append("\(names(end.neededBy)) depends on it") }
            return (
                held.tier, held.pattern,
                "\(end.address) is in no tier, and \(parts.joined(separator: ", and ")), in \(state); add it to a tier"
            )
        }
    }
}
