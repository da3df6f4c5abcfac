import ArgumentParser
import Decisions
import Foundation
import Ledger
import Notifications
import Policies
import Settings

/// What a shell offers where a word of the configuration or of the ledger is wanted.
extension CompletionKind {
    /// The stacks of the configuration that the line names, or of the packaged one. None where it cannot be read: a shell
    /// in the middle of a line is no place for a fault.
    static var stacks: CompletionKind {
        words { words in try await configuration(of: words).stacks.map(\.name) }
    }

    /// The tiers of all its stacks, each once.
    static var tiers: CompletionKind {
        words { words in
            var names: [String] = []
            for stack in try await configuration(of: words).stacks {
                for tier in stack.policy.tiers where !names.contains(tier.name) { names.append(tier.name) }
            }
            return names
        }
    }

    /// The newest incidents of the ledger.
    static var incidents: CompletionKind {
        incidents { ledger, _ in try await ledger.incidents(limit: 50) }
    }

    /// Those that nobody closed.
    static var openIncidents: CompletionKind {
        incidents { ledger, stacks in try await ledger.openIncidents(of: stacks) }
    }

    private static func incidents(
        _ query: @escaping @Sendable (Ledger, _ stacks: [String]) async throws -> [StoredIncident]
    ) -> CompletionKind {
        words { words in
            let configuration = try await configuration(of: words)
            let ledger = try await Ledger.openReading(configuration.ledger)
            return try await query(ledger, configuration.stacks.map(\.name)).map(\.id)
        }
    }

    /// The two sides that have a policy each, and the stacks.
    static var rolesAndStacks: CompletionKind {
        words { words in
            LeastPolicies.Role.allCases.map(\.rawValue)
                + ((try? await configuration(of: words))?.stacks.map(\.name) ?? [])
        }
    }

    static var repairKinds: CompletionKind { .list(RepairKind.allCases.map(\.rawValue)) }

    /// bash carries out what stands in a word as `$(…)`, and a ledger is written by another user than the one who completes:
    /// whatever is more than a name is not offered.
    private static func words(
        _ offers: @escaping @Sendable ([String]) async throws -> [String]
    ) -> CompletionKind {
        .custom { words, _, _ in
            ((try? await offers(words)) ?? []).filter { word in
                word.unicodeScalars.allSatisfy {
                    $0.isASCII
                        && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
                }
            }
        }
    }

    /// bash gives `--config=FILE` as three words.
    private static func configuration(of words: [String]) async throws -> Settings.Configuration {
        var path = ConfigurationOption.packaged
        if let joined = words.last(where: { $0.hasPrefix("--config=") }) {
            path = String(joined.dropFirst("--config=".count))
        } else if let flag = words.lastIndex(of: "--config") {
            path = words[(flag + 1)...].first { $0 != "=" } ?? path
        }
        return try await load(ConfigurationOption.absolute(path))
    }
}
