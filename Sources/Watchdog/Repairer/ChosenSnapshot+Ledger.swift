import Decisions
import Ledger
import Repairs
import Terraform

extension ChosenSnapshot {
    /// Reads a snapshot from the watcher's ledger: the one with this number, or the newest that was believed.
    ///
    /// - Throws: `ToolFault`, why there is none, in one line for people.
    init(
        _ id: String?, of stack: String, in ledger: WatchersLedger, _ believed: BelievedState?
    ) async throws(ToolFault) {
        let found: (name: String, body: [UInt8], sha256: String)
        do {
            if let id {
                found = try await Self.numbered(id, of: stack, in: ledger)
            } else {
                found = try await Self.newest(of: stack, in: ledger, believed)
            }
        } catch let fault as ToolFault {
            throw fault
        } catch {
            throw ToolFault(.failed, "\(error)")
        }
        let state: State
        do {
            state = try State(parsing: found.body, stack: stack)
        } catch {
            throw ToolFault(.failed, "\(found.name) cannot be read: \(error)")
        }
        guard state.identity.sha256 == found.sha256 else {
            throw ToolFault(
                .failed, "\(found.name) is damaged; see 'terrier snapshots verify', and name an older one")
        }
        self.init(state: state, name: found.name, believed: believed?.identity)
    }

    private static func numbered(
        _ id: String, of stack: String, in ledger: WatchersLedger
    ) async throws -> (name: String, body: [UInt8], sha256: String) {
        let missing = ToolFault(
            .failed, "there is no snapshot \(id) of \(stack); 'terrier snapshots list \(stack)' shows them")
        guard let number = Int64(id) else { throw missing }
        let found = try await ledger.ask { ledger throws(LedgerFault) in
            (try await ledger.snapshot(number)?.snapshot, try await ledger.body(of: number))
        }
        guard let snapshot = found.0, let body = found.1, snapshot.stack == stack else { throw missing }
        return ("snapshot \(id), serial \(snapshot.identity.serial)", body, snapshot.identity.sha256)
    }

    private static func newest(
        of stack: String, in ledger: WatchersLedger, _ believed: BelievedState?
    ) async throws -> (name: String, body: [UInt8], sha256: String) {
        let missing = ToolFault(
            .failed,
            "no state of \(stack) is believed, so there is none to restore; choose one with --snapshot ('terrier snapshots list \(stack)')"
        )
        guard let believed else { throw missing }
        do {
            let now = try await ledger.ask { ledger throws(LedgerFault) in
                (try await ledger.stackRecord(of: stack).believed, try await ledger.believedBody(of: stack))
            }
            if let newer = now.0, newer.identity != believed.identity {
                throw ToolFault(
                    .failed,
                    "a newer state of \(stack) (serial \(newer.identity.serial)) was stored meanwhile: run it again"
                )
            }
            guard let body = now.1 else { throw missing }
            return (
                "the snapshot of serial \(believed.identity.serial), last seen \(believed.seen)", body,
                believed.identity.sha256
            )
        } catch let fault as LedgerFault where fault.code == .damaged {
            return try await readable(of: stack, in: ledger, believed, instead: fault)
        }
    }

    /// The newest one that can be read, of the same lineage.
    private static func readable(
        of stack: String, in ledger: WatchersLedger, _ believed: BelievedState, instead damage: LedgerFault
    ) async throws -> (name: String, body: [UInt8], sha256: String) {
        let found = try await ledger.ask { ledger throws(LedgerFault) in
            try await ledger.newestReadable(of: stack, lineage: believed.identity.lineage)
        }
        guard let (snapshot, body) = found else { throw damage }
        return (
            "snapshot \(snapshot.id), serial \(snapshot.identity.serial), the newest that is not damaged",
            body,
            snapshot.identity.sha256
        )
    }
}
