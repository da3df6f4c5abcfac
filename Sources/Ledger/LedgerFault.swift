import GRDB

/// Why a database operation failed. Nothing was changed in part, because every write is a transaction.
public struct LedgerFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// Written by a newer version of Terrier.
        case newer
        case notADatabase
        case cannotOpen
        case full
        /// Another repair of the stack is running.
        case busy
        case damaged
        case failed
    }

    public var code: Code
    /// One line: what failed, where, and what to do.
    public var description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// - Parameter damagedRow: which row is damaged, in words.
    init(damagedRow: String, file: String) {
        self.init(
            .damaged,
            "\(file): \(damagedRow); restore a backup, or delete the row while the service is stopped")
    }

    init(_ error: any Error, file: String) {
        switch error {
        case let fault as LedgerFault: self = fault
        case is RowDecodingError, is DecodingError:
            self.init(
                damagedRow: "a row is damaged (one of its columns holds what it never should)", file: file)
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL: self.init(.full, "\(file): the disk is full; make room, nothing was lost")
            case .SQLITE_NOTADB:
                self.init(
                    .notADatabase,
                    "\(file): this is not a SQLite database; name another with 'ledger:' or move it away")
            case .SQLITE_CORRUPT:
                self.init(
                    .damaged,
                    "\(file): the database is damaged; restore a backup, or move it away and keep it: a new one is created"
                )
            case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
                self.init(
                    .damaged,
                    "\(file): the database is damaged: its records contradict each other; restore a backup, or move it away and keep it"
                )
            case .SQLITE_READONLY:
                self.init(
                    .cannotOpen,
                    "\(file): cannot be written; check that it belongs to this user, or use sudo; the one of terrier@NAME is in "
                        + "/var/lib/terrier/NAME")
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
                self.init(
                    .cannotOpen,
                    "\(file): cannot be opened; check that its directory exists and belongs to this user, or use sudo"
                )
            case .SQLITE_IOERR:
                self.init(.full, "\(file): cannot be written; the disk is full or failing, nothing was lost")
            default: self.init(.failed, "\(file): SQLite error \(error.resultCode.rawValue)")
            }
        default: self.init(.failed, "\(file): \(type(of: error))")
        }
    }
}
