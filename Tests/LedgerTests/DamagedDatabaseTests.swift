import Decisions
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

/// Databases in which bytes were flipped, or a column holds what it never should: every question is answered or refused with a
/// fault, none ends the program, no snapshot is returned that differs from the one that was stored, and none is lost that can be
/// read.
@Suite struct DamagedDatabaseTests {
    /// More of them by hand: the number of copies in which bytes are flipped.
    private static let copies =
        ProcessInfo.processInfo.environment["TERRIER_DAMAGED_COPIES"].flatMap(Int.init) ?? 200

    /// Copies the prepared databases, changes one file of them, asks, and removes the copy.
    ///
    /// - Returns: nil if the change was not possible.
    private func asking(
        _ parent: String, about name: String, change: (_ path: String) async throws -> Bool
    ) async throws -> Answers? {
        let directory = parent + "/copy"
        try FileManager.default.copyItem(atPath: parent + "/prepared", toPath: directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        guard try await change(directory + "/" + name) else { return nil }
        return await Answers.asking(directory, files: [name])
    }

    // MARK: - Flipped bytes

    @Test func flippedBytesAreNoticed() async throws {
        try await Machine.withDirectory { parent in
            try await PreparedDatabases.prepare(parent + "/prepared")
            let whole = try Self.bodiesOfIntactRows(parent + "/prepared/ledger.sqlite", like: nil)
            var noise: UInt64 = 7
            func random(_ below: Int) -> Int {
                noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int((noise >> 33) % UInt64(below))
            }
            var (flips, refused, intact, lost) = (0, 0, 0, 0)
            for _ in 0..<Self.copies {
                for name in PreparedDatabases.files {
                    var intactHere: Set<Int64> = []
                    let answers = try await asking(parent, about: name) { path in
                        let file = URL(fileURLWithPath: path)
                        var bytes = try Data(contentsOf: file)
                        for _ in 0...random(12) {
                            bytes[random(bytes.count)] ^= UInt8(1 + random(255))
                            flips += 1
                        }
                        try bytes.write(to: file)
                        if name == "ledger.sqlite" {
                            intactHere = Set(
                                (try? Self.bodiesOfIntactRows(path, like: whole).keys) ?? [:].keys)
                        }
                        return true
                    }
                    guard let answers else { continue }
                    refused += answers.refused.count
                    // A file that SQLite or the migrations refuse is left as it is.
                    guard name == "ledger.sqlite", answers.refused["open"] == nil else { continue }
                    intact += intactHere.count
                    lost += intactHere.subtracting(answers.bodies).count
                    #expect(intactHere.isSubset(of: answers.bodies), "\(answers.refused)")
                }
            }
            print(
                "flipped bytes: \(flips); refused questions: \(refused); intact snapshots: \(intact), lost: \(lost)"
            )
            #expect(flips > 4 * Self.copies && refused > Self.copies / 4 && intact > Self.copies && lost == 0)
        }
    }

    /// For each snapshot the values of its rows and of those that it needs, read without the ledger.
    ///
    /// - Parameter like: only the snapshots whose values are these; nil for all.
    private static func bodiesOfIntactRows(
        _ path: String, like whole: [Int64: [String]]?
    ) throws -> [Int64: [String]] {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { database in
            var found: [Int64: [String]] = [:]
            for id in 1...Int64(PreparedDatabases.bodies.count) {
                var values: [String] = []
                var next: Int64? = id
                // A circle, in a file that is damaged.
                while let wanted = next, values.count < 30 {
                    let rows = try? Row.fetchAll(
                        database,
                        sql: """
                            SELECT s.lineage, s.serial, s.resources, s.bytes, s.sha256, s.stack, s.taken_at, s.seen_at, b.base, b.step,
                                b.size, b.addresses, hex(b.body)
                            FROM snapshots s JOIN snapshot_bodies b ON b.snapshot = s.id WHERE s.id = ?
                            """, arguments: [wanted])
                    guard let row = rows?.first else {
                        values = []
                        break
                    }
                    values.append(row.map { "\($0.1)" }.joined(separator: "|"))
                    next = try row.decode(Int64?.self, forColumn: "base")
                }
                if !values.isEmpty, whole.map({ $0[id] == values }) ?? true { found[id] = values }
            }
            return found
        }
    }

    // MARK: - Any value in any column

    @Test(arguments: [
        "NULL", "'text'", "1e300", "-1e300", "9223372036854775807", "-9223372036854775808", "x'00ff'", "''",
    ])
    func anyValueInAnyColumnIsRefusedOrRead(value: String) async throws {
        try await Machine.withDirectory { parent in
            try await PreparedDatabases.prepare(parent + "/prepared")
            var (changed, refused, lost) = (0, 0, 0)
            for name in PreparedDatabases.files {
                let columns = try await columns(parent + "/prepared/" + name)
                for (place, isOneRow) in columns.flatMap({ [($0, true), ($0, false)] }) {
                    let answers = try await asking(parent, about: name) { path in
                        try await set(place, to: value, in: path, onlyThird: isOneRow)
                    }
                    guard let answers else { continue }
                    changed += 1
                    refused += answers.refused.count
                    guard isOneRow else { continue }
                    let missing = missing(answers, after: place)
                    lost += missing.count
                    #expect(missing.isEmpty, "\(place): \(missing), \(answers.refused)")
                }
            }
            print("\(value) in \(changed) columns; refused questions: \(refused); lost: \(lost)")
            #expect(changed > 150 && lost == 0, "\(changed)")
        }
    }

    /// What cannot be read although it is not in the one row that is damaged.
    private func missing(_ answers: Answers, after place: Place) -> [String] {
        var missing: [String] = []
        if place.isOfLedger {
            // The others that are stored as differences from the damaged one are not readable either.
            let isContent =
                place.table == "snapshot_bodies" || (place.table, place.column) == ("snapshots", "id")
            let least = isContent ? 2 : place.table == "snapshots" ? 5 : 6
            if answers.bodies.count < least { missing.append("bodies \(answers.bodies)") }
            for (list, count) in [("snapshots", 6), ("incidents", 6), ("readings", 6), ("verified", 6)] {
                let isOwn = list == place.table || (list, place.table) == ("verified", "snapshots")
                if answers.listed[list] ?? 0 < (isOwn ? count - 1 : count) { missing.append(list) }
            }
            // The stack is watched on.
            for question in ["record of the stack", "highest", "switches", "plan", "sights", "record"]
            where answers.refused[question] != nil { missing.append(question) }
        } else {
            for (list, count) in [("repairs", 3), ("mutes", 3)]
            where answers.listed[list] ?? 0 < (list == place.table ? count - 1 : count) {
                missing.append(list)
            }
        }
        return missing
    }

    private struct Place: CustomStringConvertible {
        var table: String
        var column: String
        /// The first column of the table, which orders its rows.
        var key: String
        var isOfLedger: Bool
        var description: String { "\(table).\(column)" }
    }

    /// Writes the value without the schema's constraints and conversions, as a disk would.
    ///
    /// - Returns: whether a row was changed.
    private func set(_ place: Place, to value: String, in path: String, onlyThird: Bool) async throws -> Bool
    {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        let table = place.table
        let third = "SELECT \"\(place.key)\" FROM \"\(table)\" ORDER BY \"\(place.key)\" LIMIT 1 OFFSET 2"
        let filter = onlyThird ? " WHERE \"\(place.key)\" = (\(third))" : ""
        let update = "UPDATE OR REPLACE \"\(table)\" SET \"\(place.column)\" = \(value)\(filter)"
        return try await queue.writeWithoutTransaction { database in
            let schema = try String.fetchOne(
                database, sql: "SELECT sql FROM sqlite_master WHERE name = ?", arguments: [table])
            func setSchema(_ sql: String?) throws {
                try database.execute(sql: "PRAGMA writable_schema = ON")
                try database.execute(
                    sql: "UPDATE sqlite_master SET sql = ? WHERE name = ?", arguments: [sql, table])
                try database.execute(sql: "PRAGMA writable_schema = RESET")
            }
            try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = 1")
            try setSchema(
                schema?.replacing(" TEXT NOT NULL", with: " BLOB").replacing(
                    " INTEGER NOT NULL", with: " BLOB"))
            // What SQLite itself refuses, such as a text as the number of a row, cannot be there.
            let isChanged = (try? database.execute(sql: update)) != nil && database.changesCount > 0
            try setSchema(schema)
            return isChanged
        }
    }

    private func columns(_ path: String) async throws -> [Place] {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try await queue.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT m.name AS "table", c.name AS "column",
                        (SELECT name FROM pragma_table_info(m.name) LIMIT 1) AS "key"
                    FROM sqlite_master m, pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name != 'grdb_migrations'
                    """
            ).map {
                Place(
                    table: try $0.decode(forColumn: "table"), column: try $0.decode(forColumn: "column"),
                    key: try $0.decode(forColumn: "key"), isOfLedger: path.hasSuffix("ledger.sqlite"))
            }
        }
    }
}
