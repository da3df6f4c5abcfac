import Decisions
import Foundation
import Ledger
import Terraform

/// Where the copy of a state is that a command makes before a person changes something.
public enum StateBackup: Sendable, Equatable {
    /// A snapshot in the ledger, with its number, and the day until which it is kept at least.
    case ledger(Int64, until: String)
    /// A file that only this user may read, and why the state is not in the ledger; one line.
    case file(String, why: String)

    /// Makes the copy: in the ledger if that may be written, else in a file.
    ///
    /// - Parameters:
    ///   - why: why it must not be in the ledger, if that is so already.
    ///   - directory: a directory that only this user may enter.
    /// - Throws: an `ImpactFault` if the copy cannot be made at all.
    static func make(
        of state: State, stack: String, ledger path: String, unless why: String?, in directory: String
    ) async throws(ImpactFault) -> StateBackup {
        var why = why
        if why == nil {
            do throws(LedgerFault) {
                let label = BackupLabel(at: .now)
                return .ledger(try await store(state, stack, path, label), until: label.end)
            } catch {
                why = error.description
            }
        }
        let file = "\(directory)/\(stack)-serial-\(state.serial).tfstate"
        guard await write(state.raw, to: file) else {
            throw ImpactFault(
                "\(file): the copy of the state could not be written, so nothing was planned; check the free space"
            )
        }
        return .file(file, why: why ?? "")
    }

    /// Stores the state with the label, also one that is there already: without a label it may be pruned.
    private static func store(
        _ state: State, _ stack: String, _ path: String, _ label: BackupLabel
    ) async throws(LedgerFault) -> Int64 {
        // Only the service creates the ledger: nobody would read another one.
        try await Ledger.openReading(path).close()
        let ledger = try await Ledger.open(path)
        let now = Timestamp.now
        let believed = BelievedState(
            identity: state.identity, addresses: state.written.map(\.address), seen: now)
        let number: Result<Int64, LedgerFault>
        do throws(LedgerFault) {
            number = .success(
                try await ledger.store(
                    believed, state.raw, of: stack,
                    origin: SnapshotOrigin(terraformVersion: state.terraformVersion), label: label.text,
                    at: now))
        } catch {
            number = .failure(error)
        }
        await ledger.close()
        return try number.get()
    }

    /// Writes a new file of mode 0600, durably.
    private static func write(_ bytes: [UInt8], to path: String) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
                guard file >= 0 else { return continuation.resume(returning: false) }
                let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
                do {
                    try handle.write(contentsOf: Data(bytes))
                    try handle.synchronize()
                    continuation.resume(returning: true)
                } catch {
                    unlink(path)
                    continuation.resume(returning: false)
                }
            }
        }
    }
}
