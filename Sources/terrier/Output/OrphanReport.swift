import Decisions

/// One orphan as JSON. `import_id`, `command` and `block` are null if the id is not known; then `unknown` says why.
struct OrphanReport: Encodable {
    var orphan: Orphan
    var terraform: ManualTerraform

    init(_ orphan: Orphan, _ terraform: ManualTerraform) {
        (self.orphan, self.terraform) = (orphan, terraform)
    }

    enum CodingKeys: CodingKey {
        case address, cause, serial, seen_at, import_id, unknown, command, block
    }

    // Written by hand so that an absent value is encoded as null and its key is kept.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(orphan.address.description, forKey: .address)
        try container.encode(orphan.cause.rawValue, forKey: .cause)
        try container.encode(orphan.serial, forKey: .serial)
        try container.encode(orphan.seenAt, forKey: .seen_at)
        try container.encode(orphan.importID, forKey: .import_id)
        try container.encode(orphan.unknownID, forKey: .unknown)
        try container.encode(orphan.command(terraform), forKey: .command)
        try container.encode(orphan.block, forKey: .block)
    }
}

extension [OrphanReport] {
    /// One line for each, with its command and its block, at most `shown`; then how Terrier imports all of them.
    func lines(stack: String) -> [String] {
        guard !isEmpty else { return [] }
        var lines: [String] = []
        for report in prefix(Self.shown) {
            let orphan = report.orphan
            lines.append("  orphan \(orphan.address): \(orphan.words(report.terraform))")
            if let block = orphan.block {
                lines += block.split(separator: "\n").map { "    \($0)" }
            }
        }
        if count > Self.shown {
            lines.append("  \(count - Self.shown) more orphans; '--json' lists all of them")
        }
        if contains(where: { $0.orphan.importID != nil }) {
            lines.append("  to import them with one plan: terrier repair import \(stack) --why TEXT")
        }
        return lines
    }

    private static var shown: Int { 10 }
}
