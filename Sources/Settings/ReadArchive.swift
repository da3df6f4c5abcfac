import Decisions
import Yams

extension YAMLReader {
    private static let archiveKeys = [
        "to", "region", "profile", "role_arn", "kms_key", "lock_for", "lock_mode", "endpoint",
    ]

    /// `archive:`, a place alone or a mapping with `to:`.
    mutating func archive(_ node: Node) -> ArchiveSettings? {
        guard case .mapping = node else { return archivePlace(node, "archive").map { ArchiveSettings($0) } }
        guard let table = table(node, "archive", keys: Self.archiveKeys),
            let target = required(table, "to"), let place = archivePlace(target, "to")
        else { return nil }
        var archive = ArchiveSettings(place)
        archive.region = table["region"].flatMap { region($0) }
        archive.profile = table["profile"].flatMap { text($0, "profile") }
        archive.roleARN = table["role_arn"].flatMap { roleARN($0) }
        archive.kmsKey = table["kms_key"].flatMap { kmsKey($0) }
        archive.lock = lock(table)
        archive.endpoint = table["endpoint"].flatMap { url($0, "endpoint") }
        if case .directory = place {
            for key in Self.archiveKeys.dropFirst() where table[key] != nil {
                fault(table[key], "\(key) is only for a bucket; remove it, or write 'to: s3://BUCKET/PREFIX'")
            }
        }
        return archive
    }

    private mutating func archivePlace(_ node: Node, _ what: String) -> ArchiveSettings.Place? {
        guard let text = text(node, what) else { return nil }
        if text.hasPrefix("/") {
            let path = text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
            return .directory(path)
        }
        let parts = text.dropFirst(5).split(separator: "/", omittingEmptySubsequences: false)
        guard text.hasPrefix("s3://"), let bucket = parts.first, isBucket(bucket) else {
            fault(
                node,
                "\(what) is neither a bucket nor an absolute path; write it as in s3://backup-bucket/terrier or /mnt/backup/terrier"
            )
            return nil
        }
        let words = parts.dropFirst().last == "" ? parts.dropFirst().dropLast() : parts.dropFirst()
        guard words.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && isPlain($0) }),
            words.joined(separator: "/").utf8.count <= 400
        else {
            fault(
                node,
                "the prefix of \(what) has an empty part or other characters than letters, digits, '-', '_', '.', '=' and '/'"
            )
            return nil
        }
        return .bucket(String(bucket), prefix: words.joined(separator: "/"))
    }

    /// Amazon S3 User Guide, "General purpose bucket naming rules".
    private func isBucket(_ name: Substring) -> Bool {
        (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: ".")
            }
    }

    private func isPlain(_ word: Substring) -> Bool {
        word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.=".contains($0)) }
    }

    private mutating func kmsKey(_ node: Node) -> String? {
        guard let arn = text(node, "kms_key") else { return nil }
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "kms", parts[5].hasPrefix("key/") else {
            fault(
                node,
                "kms_key is not a key's ARN; write it as in arn:aws:kms:ap-northeast-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
            )
            return nil
        }
        return arn
    }

    private mutating func lock(_ table: CheckedMapping) -> ArchiveSettings.Lock? {
        let mode = table["lock_mode"].flatMap { choice($0, "lock_mode", ArchiveSettings.Lock.Mode.self) }
        guard let node = table["lock_for"] else {
            if table["lock_mode"] != nil {
                fault(table["lock_mode"], "lock_mode is only for object lock; add 'lock_for:', as in 365d")
            }
            return nil
        }
        guard let lasts = duration(node, "lock_for", least: .seconds(86_400)) else { return nil }
        // Amazon S3 User Guide, "Object Lock considerations": at most 100 years.
        guard lasts <= .seconds(36_500 * 86_400) else {
            fault(node, "lock_for is longer than 100 years, which S3 does not accept; write it as in 365d")
            return nil
        }
        return ArchiveSettings.Lock(mode: mode ?? .governance, lasts: lasts)
    }
}
