import Foundation
import GRDB
import GRDBSQLite

/// Opens a database file: who may read it, how durable it is, of which version.
enum DatabaseFile {
    enum Access: Sendable {
        case writing
        case reading
    }

    /// Off the cooperative pool: opening waits for the disk.
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
                    .cannotOpen, "\(path): there is none yet, the service has not run; start it first")
            }
            try refuseOthersLink(path)
            return try openReading(path, migrator)
        }
        if FileManager.default.fileExists(atPath: path) {
            try refuseOthersLink(path)
            // Looked at without a right to write, so that a database of a newer version stays as it is.
            let looking = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
            try refuseNewer(looking, path, migrator)
            try looking.close()
        } else {
            try create(path)
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: false))
        try migrator.migrate(queue)
        // One on which nothing may be written opens all the same, for reading (sqlite.org/c3ref/open.html).
        guard queue.inDatabase({ sqlite3_db_readonly($0.sqliteConnection, "main") == 0 }) else {
            throw DatabaseError(resultCode: .SQLITE_READONLY)
        }
        return OpenDatabase(queue: queue, path: path)
    }

    private static func refuseOthersLink(_ path: String) throws {
        guard DirectoryOwner.mayBeOpened(path) else {
            throw LedgerFault(
                .cannotOpen, "\(path): is no file, or a link that another user made; look who put it there")
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
            // Whoever looked last with a tool of theirs, and might write, took the files beside it away
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

    /// The owner writes, the group reads, nobody else does either: state holds secrets. The journal files that SQLite
    /// lays beside a database take its mode.
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
                "\(path): cannot be made; see that its directory exists and belongs to this user, or use sudo"
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
            // The files beside the database stay when the last writer closes: who may only read the directory could not make
            // them, and would not get in (sqlite.org/wal.html, "Read-Only Databases").
            var persist: CInt = 1
            sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &persist)
            // What rests on a row must find it again after a power cut.
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }
}
