import Decisions
import Ledger
import Settings

/// What `terrier status` prints about a stack's tiers: whether each one is complete, and the dependencies that are in no
/// tier. Empty if there is no believed state yet.
struct TierReport {
    struct Tier: Encodable {
        var name: String
        /// The addresses of the tier in the newest believed state.
        var addresses: [String]
        /// How many of them do not exist in AWS; absent if that is unknown.
        var missing: Int?
        /// Why `missing` is unknown.
        var unknown: String?
        /// Whether the tier has addresses, and none of them is missing.
        var complete: Bool
    }

    struct UntieredDependency: Encodable {
        var address: String
        var needs: [String]
        var needed_by: [String]
    }

    var tiers: [Tier] = []
    var open_ends: [UntieredDependency] = []

    init(tiers: [Tier], open_ends: [UntieredDependency]) {
        self.tiers = tiers
        self.open_ends = open_ends
    }

    init(_ settings: StackSettings, _ ledger: Ledger) async throws {
        guard let believed = try await BelievedTiers.read(settings, ledger) else { return }
        let readings = try await ledger.newestReadings(of: settings.name).map(\.reading)
        tiers = believed.coverage.entries.map { entry in
            let reading = readings.first { $0.signal == .missing(ofTier: entry.tier) }
            return Tier(entry, reading)
        }
        open_ends = believed.coverage.untieredDependencies.map {
            UntieredDependency(
                address: "\($0.address)", needs: $0.needs.map { "\($0.address)" },
                needed_by: $0.neededBy.map { "\($0.address)" })
        }
    }

    /// As text, one line for each tier and each dependency in no tier, at most `shown` of the latter.
    var lines: [String] {
        var lines = tiers.map { "  tier \($0.name): \($0.text)" }
        for end in open_ends.prefix(Self.shown) { lines.append("  dependency \(end.text)") }
        if open_ends.count > Self.shown {
            lines.append(
                "  \(open_ends.count - Self.shown) more dependencies in no tier; 'terrier validate' lists all of them"
            )
        }
        return lines
    }

    private static let shown = 10
}

extension TierReport.Tier {
    init(_ entry: TierCoverage.Entry, _ reading: Reading?) {
        name = entry.tier
        addresses = entry.addresses.map(\.description)
        switch reading?.outcome {
        case .known(let count): missing = Int(count)
        case .unknown(let reason): unknown = reason.description
        case nil: unknown = "not checked yet"
        }
        complete = missing == 0 && !addresses.isEmpty
    }

    var text: String {
        let count = "\(addresses.count) address\(addresses.count == 1 ? "" : "es")"
        if addresses.isEmpty { return "none of it is in the state" }
        guard let missing else { return "\(count), unknown how many are missing (\(unknown ?? ""))" }
        return missing == 0 ? "complete, \(count)" : "\(missing) of \(count) missing"
    }
}

extension TierReport.UntieredDependency {
    var text: String {
        var parts: [String] = []
        if !needs.isEmpty { parts.append("needs \(BelievedTiers.few(needs))") }
        if !needed_by.isEmpty { parts.append("is needed by \(BelievedTiers.few(needed_by))") }
        return "\(address): in no tier, \(parts.joined(separator: ", "))"
    }
}
