import GRDB

/// The addresses that a stack's snapshots ever had. They outlive the snapshots: an address that was removed must not look like one
/// that never existed, because that may be created.
enum SeenAddresses {
    /// Adds those of `addresses` that are not in `known`, a list whose addresses were added before.
    static func add(
        _ addresses: some Sequence<Substring>, besides known: some Sequence<Substring>, of stack: String,
        _ database: Database
    ) throws {
        let known = Set(known)
        let insert = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO seen_addresses (stack, address) VALUES (?, ?)")
        for address in addresses where !known.contains(address) {
            try insert.execute(arguments: [stack, String(address)])
        }
    }

    /// Collects the addresses of the snapshots that versions before the sixth migration stored, each list once.
    static func collect(_ database: Database) throws {
        try StoredRow.each(
            database, "snapshots", sql: "SELECT DISTINCT stack, addresses FROM snapshots"
        ) { row in
            let addresses: String = try row["addresses"]
            try add(addresses.split(separator: "\n"), besides: [], of: try row["stack"], database)
        }
    }

    /// Those of the addresses that the stack has had.
    static func among(_ addresses: [String], of stack: String, _ database: Database) throws -> Set<String> {
        let query = try database.cachedStatement(
            sql: "SELECT 1 FROM seen_addresses WHERE stack = ? AND address = ?")
        return Set(
            try addresses.filter { try Int.fetchOne(query, arguments: [stack, $0]) != nil })
    }
}
