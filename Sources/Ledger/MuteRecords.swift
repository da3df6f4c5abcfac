public import Decisions
import GRDB

/// An alarm that a repair muted and that is still muted.
public struct ActiveMute: Sendable, Equatable {
    public var address: Address
    public var alarm: String
    public var incident: String?
    public var since: String
    public var until: Timestamp
}

/// The alarms that repairs muted, as they are stored in the book.
extension RepairBook {
    public func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) async throws(LedgerFault) {
        try await write { database in
            for alarm in alarms {
                try database.execute(
                    sql: """
                        INSERT INTO mutes (stack, address, alarm, incident, repair, since, until, until_ms)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        stack, alarm.address.description, alarm.name, incident, repair, since.description,
                        until.description, until.milliseconds,
                    ])
            }
        }
    }

    public func endMutes(stack: String, alarms: [Address], at: Timestamp) async throws(LedgerFault) {
        try await write { database in
            for address in alarms {
                try database.execute(
                    sql: "UPDATE mutes SET ended_at = ? WHERE stack = ? AND address = ? AND ended_at IS NULL",
                    arguments: [at.description, stack, address.description])
            }
        }
    }

    public func activeMutes(of stack: String) async throws(LedgerFault) -> [ActiveMute] {
        try await muteRows(of: stack).values
    }

    public func muteRows(of stack: String) async throws(LedgerFault) -> ReadRows<ActiveMute> {
        try await read { database in
            try StoredRow.all(
                database, "mutes",
                sql: "SELECT * FROM mutes WHERE stack = ? AND ended_at IS NULL ORDER BY id",
                arguments: [stack]
            ).readable { row in
                guard let address = try? Address(try row["address"] as String) else {
                    throw row.damaged("address")
                }
                return ActiveMute(
                    address: address, alarm: try row["alarm"], incident: try row["incident"],
                    since: try row["since"], until: try row.time("until_ms"))
            }
        }
    }
}
