import Decisions
import Ledger
import Settings
import Terraform

/// A stack's tiers compared with the newest believed state of the service.
struct BelievedTiers {
    var serial: UInt64
    var coverage: TierCoverage
    var objects: ObjectReport

    /// Nil if there is no believed state yet.
    ///
    /// - Throws: `LedgerFault`.
    static func read(_ settings: StackSettings, _ ledger: Ledger) async throws -> BelievedTiers? {
        guard let body = try await ledger.believedBody(of: settings.name),
            let state = try? State(parsing: body, stack: settings.name)
        else { return nil }
        let standing = state.managed.map {
            TierCoverage.Standing($0.address, dependencies: $0.dependencies)
        }
        return BelievedTiers(
            serial: state.serial, coverage: TierCoverage(tiers: settings.policy.tiers, standing: standing),
            objects: ObjectReport(tainted: state.tainted, deposed: state.deposed))
    }

    /// At most three words: `a, b, c and 4 more`.
    static func few(_ words: [String]) -> String {
        let shown = words.prefix(3).joined(separator: ", ")
        return words.count > 3 ? "\(shown) and \(words.count - 3) more" : shown
    }
}
