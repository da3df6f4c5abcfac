import Decisions
import GRDB
import GRDBSQLite

/// A row whose columns are read with `try`. A disk or another program may have put any value into any column, and GRDB ends the
/// program if a column that is read without `try` has another type.
struct StoredRow {
    private let row: Row
    private let table: String
    private let file: String

    /// - Parameter table: the one that the rows are of, for the fault.
    static func all(
        _ database: Database, _ table: String, sql: String, arguments: StatementArguments = []
    ) throws -> [StoredRow] {
        let file = Self.file(of: database)
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map {
            StoredRow(row: $0, table: table, file: file)
        }
    }

    /// The first row; nil if there is none.
    static func one(
        _ database: Database, _ table: String, sql: String, arguments: StatementArguments = []
    ) throws -> StoredRow? {
        try Row.fetchOne(database, sql: sql, arguments: arguments).map {
            StoredRow(row: $0, table: table, file: file(of: database))
        }
    }

    /// The rows one after another, for lists that are too long to be in memory as a whole.
    static func each(
        _ database: Database, _ table: String, sql: String, arguments: StatementArguments = [],
        _ body: (StoredRow) throws -> Void
    ) throws {
        let file = Self.file(of: database)
        let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
        while let row = try rows.next() {
            // A copy has the values as they are stored; SQLite would convert those of the cursor's row, a text to the number zero.
            try body(StoredRow(row: row.copy(), table: table, file: file))
        }
    }

    /// The value of a column.
    ///
    /// - Throws: `damaged` if it has another type, or none and `Value` is no optional.
    subscript<Value: DatabaseValueConvertible & StatementColumnConvertible>(column: String) -> Value {
        get throws(LedgerFault) {
            do {
                return try row.decode(Value.self, forColumn: column)
            } catch {
                throw damaged(column)
            }
        }
    }

    /// A time, in a column of milliseconds since 1970.
    func time(_ column: String) throws(LedgerFault) -> Timestamp {
        Timestamp(milliseconds: try self[column])
    }

    /// A number of attempts, at most a million: the next one is counted after it.
    func attempts(_ column: String) throws(LedgerFault) -> Int {
        min(max(try self[column], 0), 1_000_000)
    }

    /// A serial, in a column that may have none.
    func serial(_ column: String) throws(LedgerFault) -> UInt64? {
        (try self[column] as Int64?).map { UInt64(clamping: $0) }
    }

    /// The lines of a text.
    func lines(_ column: String) throws(LedgerFault) -> [String] {
        (try self[column] as String).split(separator: "\n").map(String.init)
    }

    /// The fault of a row whose column holds what it never should.
    func damaged(_ column: String) -> LedgerFault {
        LedgerFault(
            damagedRow: "row \(name) of the table '\(table)' is damaged (column '\(column)')", file: file)
    }

    /// What tells the row from the others of its table: its number, or what its primary key names.
    private var name: String {
        for column in ["id", "number", "snapshot", "repair", "notice", "stack"] where row.hasColumn(column) {
            guard let text = try? row.decode(String.self, forColumn: column) else {
                if let number = try? row.decode(Int64.self, forColumn: column) { return "\(number)" }
                continue
            }
            // A key that is damaged itself may hold anything.
            if text.utf8.count <= 80, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return text }
        }
        return "without a readable key"
    }

    static func file(of database: Database) -> String {
        sqlite3_db_filename(database.sqliteConnection, "main").map { String(cString: $0) } ?? "the database"
    }
}

extension [StoredRow] {
    /// What the rows hold. One that is damaged does not hide the others.
    ///
    /// - Throws: what `read` throws, unless it is a `LedgerFault` that says that the row is damaged.
    func readable<Value>(_ read: (StoredRow) throws -> Value?) throws -> ReadRows<Value> {
        var rows = ReadRows<Value>()
        for row in self {
            do {
                if let value = try read(row) { rows.values.append(value) }
            } catch let fault as LedgerFault where fault.code == .damaged {
                rows.damage.append(fault)
            }
        }
        return rows
    }
}
