import Ledger
import Settings

/// How the copies of snapshots reach the archive.
struct ArchiveReport: Encodable {
    var place: String
    /// How many snapshots wait; absent if the service has not used this archive yet.
    var waiting: Int?
    /// Since when copying fails, and why; absent if it works.
    var failing_since: String?
    var reason: String?

    /// Nil if no archive is configured.
    init?(_ settings: ArchiveSettings?, _ ledger: Ledger) async throws(LedgerFault) {
        guard let settings else { return nil }
        place = settings.name
        guard let standing = try await ledger.archiveStanding(), standing.target == place else { return }
        waiting = standing.waiting
        failing_since = standing.failingSince
        reason = standing.why
    }

    var text: String {
        guard let waiting else { return "archive \(place): not used yet by the service" }
        let wait =
            waiting == 0
            ? "every snapshot is copied" : "\(waiting) snapshot\(waiting == 1 ? "" : "s") not copied yet"
        guard let failing_since, let reason else { return "archive \(place): \(wait)" }
        return "archive \(place): \(wait), failing since \(failing_since): \(reason)"
    }
}
