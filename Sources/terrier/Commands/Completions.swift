import ArgumentParser
import Decisions
import Foundation
import Ledger
import Notifications
import Policies
import Settings

/// Shell completions that come from the configuration or from the ledger.
extension CompletionKind {
    /// The stacks of the configuration that `--config` names on the command line, or of the packaged one. Empty if it cannot
    /// be read: a completion prints no faults.
    static var stacks: CompletionKind {
        words { words in try await configuration(of: words).stacks.map(\.name) }
    }

    /// The tier names of all stacks, without duplicates.
    static var tiers: CompletionKind {
        words { words in
            var names: [String] = []
            for stack in try await configuration(of: words).stacks {
                for tier in stack.policy.tiers where !names.contains(tier.name) { names.append(tier.name) }
            }
            return names
        }
    }

    /// The newest 50 incidents in the ledger.
    static var incidents: CompletionKind {
        incidents { ledger, _ in try await ledger.incidents(limit: 50) }
    }

    /// The incidents that are still open.
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

    /// The roles that have an IAM policy each (watcher and repairer), and the stacks.
    static var rolesAndStacks: CompletionKind {
        words { words in
            LeastPolicies.Role.allCases.map(\.rawValue)
                + ((try? await configuration(of: words))?.stacks.map(\.name) ?? [])
        }
    }

    static var repairKinds: CompletionKind { .list(RepairKind.allCases.map(\.rawValue)) }

    /// Offers only words of ASCII letters, digits, `-` and `_`. bash runs a `$(…)` inside a completed word, and the ledger is
    /// written by another user than the one who types.
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

    /// Loads the file named by `--config`. bash passes `--config=FILE` as three words.
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
