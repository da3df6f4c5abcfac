import Foundation
import GRDB

/// An open database. Queries run outside the cooperative pool; faults name the file.
struct OpenDatabase: Sendable {
    let queue: DatabaseQueue
    let path: String
    /// Whether the file is read as immutable. A reader that may not write the directory cannot create the shared-memory file beside
    /// a database that nobody has open. Later writes are not seen, so it is opened for one query only.
    var isFixed = false

    func write<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerFault) -> Value {
        do { return try await queue.write(work) } catch { throw LedgerFault(error, file: path) }
    }

    func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerFault) -> Value {
        let value: Value
        do { value = try await queue.read(work) } catch { throw LedgerFault(error, file: path) }
        // A writer creates this file before it changes anything, so everything read before that is consistent.
        if isFixed, Self.isBeingWritten(path) {
            throw LedgerFault(
                .failed, "\(path): another process starts to write it; it is read again in the next cycle")
        }
        return value
    }

    static func isBeingWritten(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "-wal")
    }
}
