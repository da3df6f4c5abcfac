import ArgumentParser
import Ledger
import Settings

/// Opens the databases read-only. If that fails, prints the reason in one line and throws exit code 1.
enum LedgerReading {
    static func ledger(_ configuration: Settings.Configuration) async throws -> Ledger {
        do {
            return try await Ledger.openReading(configuration.ledger)
        } catch {
            throw fault(error)
        }
    }

    static func fault(_ fault: LedgerFault) -> ExitCode {
        Terminal.fault(fault.description)
        return .failure
    }

    /// Prints which rows a list lacks because they are damaged, one line for each, after the list.
    ///
    /// - Throws: exit code 1, if there are any.
    static func name(_ damage: [LedgerFault]) throws {
        for fault in damage { Terminal.fault(fault.description) }
        if !damage.isEmpty { throw ExitCode.failure }
    }

    /// Runs a query.
    ///
    /// - Throws: exit code 1, after one line on standard error, if the query throws a `LedgerFault`.
    static func asking<Value: Sendable>(_ query: () async throws -> Value) async throws -> Value {
        do {
            return try await query()
        } catch let error as LedgerFault {
            throw fault(error)
        }
    }
}
