public import Decisions
import Foundation

extension LockHolder {
    /// Parses the JSON that Terraform writes as a lock; nil if it names no id.
    public init?(parsing json: [UInt8]) {
        guard let holder = LockInfo.parse(json: json) else { return nil }
        self = holder
    }
}

/// Parses Terraform's lock info, from a file or from an error.
enum LockInfo {
    /// The JSON of `.NAME.lock.info` beside a local state (Terraform, `internal/states/statemgr/locker.go`).
    static func parse(json: [UInt8]) -> LockHolder? {
        struct Info: Decodable {
            var ID: String
            var Operation: String?
            var Who: String?
            var Created: String?
        }
        guard let info = try? JSONDecoder().decode(Info.self, from: Data(json)), !info.ID.isEmpty else {
            return nil
        }
        return LockHolder(
            id: info.ID, operation: info.Operation ?? "", who: info.Who ?? "", created: info.Created ?? "",
            createdAt: info.Created.flatMap(instant))
    }

    /// Parses the `Lock Info:` block in the detail of an error about the lock. Without an ID it does not prove that the lock is
    /// held, because network faults and corrupt states have the same headline. Returns nil then.
    static func parse(detail: String) -> LockHolder? {
        guard let block = detail.range(of: "Lock Info:") else { return nil }
        var fields: [String: String] = [:]
        for line in detail[block.upperBound...].split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let name = parts[0].trimmingCharacters(in: .whitespaces)
            if fields[name] == nil { fields[name] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        guard let id = fields["ID"], !id.isEmpty else { return nil }
        let created = fields["Created"] ?? ""
        return LockHolder(
            id: id, operation: fields["Operation"] ?? "", who: fields["Who"] ?? "", created: created,
            createdAt: instant(created))
    }

    /// Parses `2026-11-24T10:48:04.629685401Z` and `2026-11-24 10:48:04.629685401 +0000 UTC`, to the second.
    static func instant(_ text: String) -> Timestamp? {
        let head = text.prefix(19).replacing(" ", with: "T")
        guard head.count == 19, text.hasSuffix("Z") || text.contains("+0000") else { return nil }
        guard let date = try? Date(head + "Z", strategy: .iso8601) else { return nil }
        return Timestamp(secondsSince1970: date.timeIntervalSince1970)
    }
}
