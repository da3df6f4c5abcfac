public import Decisions
import Foundation
import Ledger
public import Repairs
public import Settings
public import Terraform

/// `terrier impact`: backs a stack's state up, plans to a file, and says what an apply of this file would do. It takes no lock
/// and changes nothing in AWS or in the backend.
public struct ImpactRun: Sendable {
    public var stack: String
    public var impact: Impact
    /// The state that was planned from; nil if there is none.
    public var state: SnapshotIdentity?
    /// Where the copy of the state is; nil if there is no state.
    public var backup: StateBackup?
    /// The plan; nil if nothing would change, or if nobody should apply it.
    public var plan: KeptPlan?
    /// What else a person should know, one line each.
    public var notes: [String] = []

    /// - Parameter arguments: what the person adds to the plan.
    /// - Throws: an `ImpactFault` if nothing could be planned.
    public static func run(
        _ settings: StackSettings, in configuration: Settings.Configuration, adding arguments: PlanArguments,
        _ sharedServices: SharedServices
    ) async throws(ImpactFault) -> ImpactRun {
        let directory = try KeptPlan.makeDirectory(sharedServices.environment)
        let work = ImpactWork(
            settings, configuration, StackAssembly(settings, sharedServices), directory,
            sharedServices.environment)
        do throws(ImpactFault) {
            let run = try await work.run(adding: arguments)
            if run.plan == nil { discard(directory, keeping: run.backup) }
            return run
        } catch {
            discard(directory, keeping: error.backup)
            throw error
        }
    }

    /// Removes the plan, and the directory with it unless the copy of the state is there.
    private static func discard(_ directory: String, keeping backup: StateBackup?) {
        if case .file = backup {
            try? FileManager.default.removeItem(atPath: KeptPlan.file(in: directory))
        } else {
            try? FileManager.default.removeItem(atPath: directory)
        }
    }
}

/// Why nothing is known of the impact.
public struct ImpactFault: Error, Sendable, Equatable {
    /// One line: what, where, what to do.
    public var reason: String
    /// Where the copy of the state is, if it was made before.
    public var backup: StateBackup?

    init(_ reason: String, backup: StateBackup? = nil) {
        self.reason = reason
        self.backup = backup
    }
}
