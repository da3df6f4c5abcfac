import Foundation
import GRDB
import GRDBSQLite

/// Opens a database file, and sets its permissions, durability and version.
enum DatabaseFile {
    enum Access: Sendable {
        case writing
        case reading
    }

    /// Runs outside the cooperative pool, because opening waits for the disk.
    static func open(
        _ path: String, access: Access, migrator: @escaping @Sendable () -> DatabaseMigrator
    ) async throws(LedgerFault) -> OpenDatabase {
        let result: Result<OpenDatabase, LedgerFault> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do {
                    continuation.resume(
                        returning: .success(try openNow(path, access: access, migrator: migrator())))
                } catch {
                    continuation.resume(returning: .failure(LedgerFault(error, file: path)))
                }
            }
        }
        return try result.get()
    }

    private static func openNow(_ path: String, access: Access, migrator: DatabaseMigrator) throws
        -> OpenDatabase
    {
        if access == .reading {
            guard try DatabasePresence.isThere(path) else {
                throw LedgerFault(
                    .cannotOpen,
                    "\(path): there is no database yet, because the service has not run; start it first")
            }
            try refuseForeignLink(path)
            return try openReading(path, migrator)
        }
        if FileManager.default.fileExists(atPath: path) {
            try refuseForeignLink(path)
            try refuseNewerUnchanged(path, migrator)
        } else {
            try create(path)
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: false))
        try refuseNewer(queue, path, migrator)
        try migrator.migrate(queue)
        // SQLite also opens a file that it may not write, for reading (sqlite.org/c3ref/open.html).
        guard queue.inDatabase({ sqlite3_db_readonly($0.sqliteConnection, "main") == 0 }) else {
            throw DatabaseError(resultCode: .SQLITE_READONLY)
        }
        return OpenDatabase(queue: queue, path: path)
    }

    /// Opened read-only, so that a database of a newer version is not changed.
    private static func refuseNewerUnchanged(_ path: String, _ migrator: DatabaseMigrator) throws {
        do {
            let reader = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
            try refuseNewer(reader, path, migrator)
            try reader.close()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
            // Its creation was interrupted, before its journal was one that readers can read beside: the next writer takes back
            // what was begun (SQLITE_READONLY_ROLLBACK, sqlite.org/rescode.html).
        }
    }

    private static func refuseForeignLink(_ path: String) throws {
        guard DirectoryOwner.mayBeOpened(path) else {
            throw LedgerFault(
                .cannotOpen,
                "\(path): is not a file, or is a link that another user made; check who put it there")
        }
    }

    private static func openReading(_ path: String, _ migrator: DatabaseMigrator) throws -> OpenDatabase {
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
            try refuseNewer(queue, path, migrator)
            return OpenDatabase(queue: queue, path: path)
        } catch let error as DatabaseError
            where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
            && !OpenDatabase.isBeingWritten(path)
        {
            // The last program that closed the database, and had the right to write, removed the files beside it
            // (sqlite.org/wal.html, "Read-Only Databases"; sqlite.org/uri.html, "immutable").
            let queue = try DatabaseQueue(
                path: URL(fileURLWithPath: path).absoluteString + "?immutable=1",
                configuration: configuration(readonly: true))
            try refuseNewer(queue, path, migrator)
            return OpenDatabase(queue: queue, path: path, isFixed: true)
        }
    }

    private static func refuseNewer(_ queue: DatabaseQueue, _ path: String, _ migrator: DatabaseMigrator)
        throws
    {
        let superseded = try queue.read { try migrator.hasBeenSuperseded($0) }
        guard !superseded else {
            throw LedgerFault(
                .newer,
                "\(path): written by a newer version of terrier; upgrade, or name another with 'ledger:'")
        }
    }

    /// The owner may write, the group may read, and nobody else may do either, because state contains secrets. The journal
    /// files that SQLite creates beside a database get its mode.
    private static func create(_ path: String) throws {
        let directory = (path as NSString).deletingLastPathComponent
        if !FileManager.default.fileExists(atPath: directory) {
            try? FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        }
        let file = DirectoryOwner.make(path, mode: 0o640)
        guard file >= 0 else {
            throw LedgerFault(
                .cannotOpen,
                "\(path): cannot be created; check that its directory exists and belongs to this user, or use sudo"
            )
        }
        fchmod(file, 0o640)
        close(file)
    }

    private static func configuration(readonly: Bool) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            guard !readonly else { return }
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            // The files beside the database stay when the last writer closes. A reader that may not write the directory could not
            // create them, and so could not open the database (sqlite.org/wal.html, "Read-Only Databases").
            var persist: CInt = 1
            sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &persist)
            // Committed rows must still be there after a power failure, because later steps depend on them.
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }
}
