public import Decisions
import Foundation
import Terraform

/// What the repair book learns of a lock while one of our own commands runs.
public enum LockSight: Sendable {
    /// Our command took it.
    case ours(LockHolder)
    /// Our command could not take the lock: this one is another's.
    case anothers(LockHolder)
}

/// Reads the lock while a command of ours that takes it runs. Terraform does not say which id its lock has, and after this process
/// was killed only the id tells whose lock it was.
struct LockWatch: Sendable {
    /// What our command does, as Terraform writes it into its lock (seen with Terraform 1.11).
    enum Operation: String, Sendable {
        case plan = "OperationTypePlan"
        case apply = "OperationTypeApply"
        case push = "state-push"

        /// How long the same lock must be seen while our command runs, until it counts as ours. A command that somebody else's lock
        /// stops ends sooner, so that it is not recorded as ours if we are killed before that is known. Only Terrier pushes, and
        /// that takes no longer.
        fileprivate var least: Duration { self == .push ? .zero : .seconds(1) }
    }

    var terraform: Terraform
    var tell: @Sendable (LockSight) async -> Void

    /// Terraform takes the lock in its first second. Later nothing new is learned.
    private static let attempts = 80
    private static func pause(_ attempt: Int) -> Duration { .milliseconds(attempt < 20 ? 100 : 500) }

    func during<Value: Sendable>(
        _ operation: Operation, _ work: () async throws(TerraformFault) -> Value
    ) async throws(TerraformFault) -> Value {
        let began = Date().timeIntervalSince1970
        let watching = Task {
            await watch(operation, since: Timestamp(secondsSince1970: began.rounded(.down)))
        }
        let result: Result<Value, TerraformFault>
        do throws(TerraformFault) {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
        watching.cancel()
        await watching.value
        if case .failure(let fault) = result, case .locked(let holder) = fault.code {
            await tell(.anothers(holder))
        }
        return try result.get()
    }

    private func watch(_ operation: Operation, since began: Timestamp) async {
        var seen: (holder: LockHolder, first: ContinuousClock.Instant)?
        for attempt in 0..<Self.attempts where !Task.isCancelled {
            switch await terraform.lockStatus() {
            case .held(let holder):
                // Terraform writes the time in full, and it is read to the second.
                if let created = holder.createdAt, created >= began, ThisMachine.isHere(holder),
                    holder.operation == operation.rawValue
                {
                    if seen?.holder != holder { seen = (holder, .now) }
                    if let seen, .now - seen.first >= operation.least { return await tell(.ours(holder)) }
                }
            case .free: break
            case .unknown: return
            }
            try? await Task.sleep(for: Self.pause(attempt))
        }
    }
}
