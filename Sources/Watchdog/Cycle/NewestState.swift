import Foundation
import Ledger
public import Settings
public import Terraform

/// The newest known state of a stack: the one that the service believed, or the backend's if the service has believed none;
/// with the instances that our own applies left out of it.
public enum NewestState {
    /// - Throws: `TerraformFault` if there is none; the reason is one line.
    public static func of(
        _ settings: StackSettings, in configuration: Settings.Configuration, _ sharedServices: SharedServices
    ) async throws(TerraformFault) -> State {
        let book = try? await RepairBook.openReading(configuration.repairBook)
        let dropped = await DroppedInstances(of: settings.name, in: book)
        if let believed = await believed(settings.name, configuration) {
            return believed.remembering(dropped)
        }
        let terraform = await StackAssembly(settings, sharedServices).terraform()
        return try await terraform.pullState().remembering(dropped)
    }

    private static func believed(_ stack: String, _ configuration: Settings.Configuration) async -> State? {
        guard FileManager.default.fileExists(atPath: configuration.ledger),
            let ledger = try? await Ledger.openReading(configuration.ledger),
            let body = try? await ledger.believedBody(of: stack)
        else { return nil }
        return try? State(parsing: body, stack: stack)
    }
}
