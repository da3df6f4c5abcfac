import AWS
import Decisions
import Ledger
import Notifications
import Settings
import Terraform

/// Reads once a day whether the buckets of the backends keep the earlier versions of states. A bucket that does not is logged
/// once: a state that is overwritten or deleted there is gone.
struct BackendVersioningWatch: Sendable {
    let stacks: [StackAssembly]
    let ledger: Ledger
    let events: EventLog
    private static let pause = Duration.seconds(86_400)

    /// Reads until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            for stack in stacks {
                do throws(LedgerFault) {
                    try await look(stack)
                } catch {
                    await events.write(.ledgerFault(error.description), stack: stack.settings.name)
                }
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func look(_ stack: StackAssembly) async throws(LedgerFault) {
        guard case .object(let s3) = try? await stack.terraform().place() else { return }
        var seen = BackendVersioning(bucket: s3.bucket, keepsVersions: nil, unknown: nil)
        do throws(AWSFault) {
            seen.keepsVersions = try await stack.versioning(s3) == .enabled
        } catch {
            guard !Task.isCancelled else { return }
            seen.unknown = error.description
        }
        let name = stack.settings.name
        if try await ledger.storeVersioning(seen, of: name) {
            await events.write(.bucketUnversioned(bucket: s3.bucket), stack: name)
        }
    }
}
