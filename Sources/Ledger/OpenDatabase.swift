import Foundation
import GRDB

/// A database that is open, and what is asked of it: off the cooperative pool, with faults that name the file.
struct OpenDatabase: Sendable {
    let queue: DatabaseQueue
    let path: String
    /// It is read as it lies, by nobody's leave: whoever may not write the directory cannot lay the shared-memory file beside a
    /// database that nobody has open. What is written later is not seen, so it is opened for one question and not kept.
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
        // A writer makes this file before it changes anything: what was read before that is whole.
        if isFixed, Self.isBeingWritten(path) {
            throw LedgerFault(
                .failed, "\(path): somebody begins to write it; it is read again in the next cycle")
        }
        return value
    }

    static func isBeingWritten(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "-wal")
    }
}
