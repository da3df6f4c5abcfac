public import Decisions
import Foundation
import Ledger
public import Settings
import Terraform

/// `terrier snapshot`: reads a stack's state now and stores it in the ledger, beside a running service.
public enum TakeSnapshot {
    /// - Returns: the snapshot's id, and the identity of the state.
    /// - Throws: `TerraformFault` if the state cannot be read or is not believed, `LedgerFault` if it is not stored durably.
    public static func take(
        _ settings: StackSettings, in configuration: Settings.Configuration, label: String,
        _ sharedServices: SharedServices
    ) async throws -> (id: Int64, identity: SnapshotIdentity) {
        let path = configuration.ledger
        // Only the service creates the ledger, so that it belongs to the service's user.
        guard try DatabasePresence.isThere(path) else {
            throw LedgerFault(
                .cannotOpen,
                "\(path): there is no database yet, because the service has not run; start it first")
        }
        let ledger = try await Ledger.open(path)
        let result: Result<(id: Int64, identity: SnapshotIdentity), any Error>
        do {
            let before = try await ledger.stackRecord(of: settings.name).believed
            let terraform = await StackAssembly(settings, sharedServices).terraform()
            let state = try await terraform.pullState()
            try state.believe(after: before?.identity, seen: before?.seen, stack: settings.name)
            let now = Timestamp.now
            let id = try await ledger.store(
                BelievedState(
                    identity: state.identity, addresses: state.managed.map(\.address), seen: now),
                state.raw, of: settings.name,
                origin: SnapshotOrigin(terraformVersion: state.terraformVersion), label: label, at: now)
            result = .success((id, state.identity))
        } catch {
            result = .failure(error)
        }
        await ledger.close()
        return try result.get()
    }
}
