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
        /// How many exist with a bad status; absent if that is unknown.
        var unhealthy: Int?
        /// AWS was asked for these in the last cycle.
        var asked: [String]
        /// The refresh of the newest plan read these, when that was.
        var refreshed: [String]
        var refreshed_at: String?
        /// Neither.
        var unseen: [String]
        /// Whether the tier has addresses, all of them were seen, and none of them is missing.
        var complete: Bool
    }

    struct UntieredDependency: Encodable {
        var address: String
        var needs: [String]
        var needed_by: [String]
    }

    var tiers: [Tier] = []
    var open_ends: [UntieredDependency] = []
    /// Of the same state.
    var objects = ObjectReport()
    /// Why nothing is known: the newest believed state is damaged in the ledger.
    var damage: String?

    init(tiers: [Tier], open_ends: [UntieredDependency]) {
        self.tiers = tiers
        self.open_ends = open_ends
    }

    init(_ settings: StackSettings, _ ledger: Ledger) async throws {
        let found: BelievedTiers?
        do {
            found = try await BelievedTiers.read(settings, ledger)
        } catch let fault as LedgerFault where fault.code == .damaged {
            // One stack's damage hides nothing of the others.
            damage = fault.description
            return
        }
        guard let believed = found else { return }
        let readings = Readings(try await ledger.newestReadings(of: settings.name).map(\.reading))
        let sights = try await ledger.sights(of: settings.name)
        tiers = believed.coverage.entries.map { Tier($0, readings, sights) }
        objects = believed.objects
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
    /// - Parameter sights: nil if no cycle has stored them; then nothing counts as seen.
    init(_ entry: TierCoverage.Entry, _ readings: Readings, _ sights: Sights?) {
        name = entry.tier
        addresses = entry.addresses.map(\.description)
        let seen = sights ?? Sights(unseen: entry.addresses)
        let own = Set(entry.addresses)
        unseen = seen.unseen.filter(own.contains).map(\.description)
        refreshed = seen.refreshed.filter(own.contains).map(\.description)
        refreshed_at = seen.planAt?.description
        let others = Set(seen.unseen + seen.refreshed)
        asked = entry.addresses.filter { !others.contains($0) }.map(\.description)
        (missing, unknown) = Self.count(.missing(ofTier: entry.tier), readings)
        unhealthy = Self.count(.unhealthy(ofTier: entry.tier), readings).value
        complete = missing == 0 && !entry.addresses.isEmpty && unseen.isEmpty
    }

    // Not inlined: Swift 6.3.1's optimizer fails on the two payloads if this code is in the initializer.
    @inline(never)
    private static func count(_ signal: Signal, _ readings: Readings) -> (value: Int?, unknown: String?) {
        guard let reading = readings.of(signal) else { return (nil, "not checked yet") }
        switch reading.outcome {
        case .known(let count): return (Int(exactly: count), nil)
        case .unknown(let reason): return (nil, reason.description)
        }
    }

    var text: String {
        let count = "\(addresses.count) address\(addresses.count == 1 ? "" : "es")"
        if addresses.isEmpty { return "none of it is in the state" }
        guard let missing else { return "\(count), unknown how many are missing (\(unknown ?? ""))" }
        let ill = unhealthy.map { $0 == 0 ? "" : ", \($0) unhealthy" } ?? ""
        guard unseen.isEmpty else {
            let lost = missing == 0 ? "none" : "\(missing)"
            return "\(addresses.count - unseen.count) of \(addresses.count) seen, \(lost) missing\(ill)"
        }
        return (missing == 0 ? "complete, \(count)" : "\(missing) of \(count) missing") + ill
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
