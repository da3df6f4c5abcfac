import ArgumentParser
import Ledger
import Watchdog

/// Sets an operator's switch (pause, ack, reset, close). If that fails, prints the reason in one line and throws exit code 1.
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
