import ArgumentParser
import Ledger
import Settings

/// Opens the databases for looking, or says in one line why not.
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

    /// A query's answer, or its fault as one line.
    static func asking<Value: Sendable>(_ query: () async throws -> Value) async throws -> Value {
        do {
            return try await query()
        } catch let error as LedgerFault {
            throw fault(error)
        }
    }
}
