import Foundation
import Ledger

/// Opens the repair book read-only and keeps it open, as it is read in every cycle.
actor RepairBookReader {
    private let path: String
    private var open: (book: RepairBook, file: UInt64)?

    init(_ path: String) {
        self.path = path
    }

    /// Nil if no repair has been tried yet.
    func book() async throws(LedgerFault) -> (any RepairStore)? {
        var status = stat()
        let isThere = try DatabasePresence.isThere(path) && stat(path, &status) == 0
        if isThere, let open, open.file == UInt64(status.st_ino) { return open.book }
        open = nil
        guard isThere, let book = try await RepairBook.openReading(path) else { return nil }
        if !book.isFixed { open = (book, UInt64(status.st_ino)) }
        return book
    }
}
