import ArgumentParser
import Ledger
import Watchdog

/// Sets a switch, or says in one line why not.
enum SwitchChange {
    static func asking<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await LedgerReading.asking(work)
        } catch let fault as SwitchFault {
            Terminal.fault(fault.description)
            throw ExitCode.failure
        }
    }
}
