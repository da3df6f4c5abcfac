import Decisions
import GRDB

/// How many instances of each resource type a snapshot has. Most snapshots of a stack have the same counts, so that each list is
/// stored once.
enum TypeCounts {
    static func count(_ addresses: [Address]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for address in addresses { counts[address.type, default: 0] += 1 }
        return counts
    }

    /// Stores the counts, if they are new.
    ///
    /// - Returns: their id.
    static func store(_ addresses: [Address], _ database: Database) throws -> Int64? {
        let text = count(addresses).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            .joined(separator: "\n")
        try database.execute(sql: "INSERT OR IGNORE INTO type_counts (counts) VALUES (?)", arguments: [text])
        return try Int64.fetchOne(
            database, sql: "SELECT id FROM type_counts WHERE counts = ?", arguments: [text])
    }

    /// Parses what `store` wrote.
    static func parse(_ text: String) -> [String: Int] {
        var counts: [String: Int] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let count = Int(words[1]) { counts[String(words[0])] = count }
        }
        return counts
    }
}
