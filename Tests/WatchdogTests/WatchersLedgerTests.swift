import Ledger
import TestSupport
import Testing

@testable import Watchdog

/// The repairer reads a file that the watcher's user may have manipulated.
@Suite struct WatchersLedgerTests {
    @Test(.timeLimit(.minutes(1)))
    func endlessLedgerIsReadOnlyUntilTheTimeLimit() async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/ledger.sqlite"
            try await Ledger.open(path).close()
            var ledger = WatchersLedger(path: path)
            _ = try await ledger.ask { ledger throws(LedgerFault) in try await ledger.stackRecord(of: "s") }
            let made = try await Program.shell(
                """
                sqlite3 '\(path)' "DROP TABLE watches; CREATE VIEW watches AS
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                    SELECT 's' AS stack, '' AS watch, '' AS alarms FROM n WHERE i < 0"
                """)
            try #require(made.code == 0, "\(made.errorOutput)")
            ledger.within = .seconds(1)
            let fault = await #expect(throws: LedgerFault.self) {
                try await ledger.ask { ledger throws(LedgerFault) in try await ledger.stackRecord(of: "s") }
            }
            #expect(fault?.code == .failed)
            #expect(fault?.description == "\(path): it could not be read within 1.0 seconds")
        }
    }
}
