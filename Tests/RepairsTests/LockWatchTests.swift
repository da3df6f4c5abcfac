import Decisions
import Foundation
import Terraform
import TestSupport
import Testing

@testable import Repairs

/// The lock that a command of ours takes is seen while it runs, and a lock of somebody else is not ours.
@Suite(.enabled(if: Requirement.has(.terraform), "needs Terraform")) struct LockWatchTests {
    private static let slow = """
        resource "terraform_data" "slow" {
          provisioner "local-exec" { command = "while [ ! -e end ]; do sleep 0.1; done" }
        }
        """

    private func sights(
        _ terraform: Terraform, _ operation: LockWatch.Operation,
        _ work: () async throws(TerraformFault) -> Void
    ) async -> [LockSight] {
        let heard = Heard()
        let watch = LockWatch(terraform: terraform) { await heard.add($0) }
        _ = try? await watch.during(operation) { () throws(TerraformFault) in try await work() }
        return await heard.sights
    }

    /// Waits until somebody has held the lock for so long.
    private func held(_ terraform: Terraform, for time: Duration) async {
        while true {
            if case .held = await terraform.lockStatus() { break }
            try? await Task.sleep(for: .milliseconds(20))
        }
        try? await Task.sleep(for: time)
    }

    private actor Heard {
        var sights: [LockSight] = []
        func add(_ sight: LockSight) { sights.append(sight) }
    }

    @Test func ownLockIsSeenAndAnothersIsNot() async throws {
        try await Machine.withDirectory { directory in
            try Self.slow.write(toFile: directory + "/main.tf", atomically: true, encoding: .utf8)
            let made = try await Program.shell("cd '\(directory)' && terraform init -input=false")
            #expect(made.code == 0)
            let environment = Machine.environment
            let terraform = Terraform(
                TerraformStack(name: "s", directory: directory, environment: environment))
            let file = directory + "/plan"
            _ = try await terraform.plan(.init(file: file, lock: true))
            // Commands of ours that began before somebody else's lock was made.
            let plan = Task {
                await sights(terraform, .plan) { await held(terraform, for: .milliseconds(1500)) }
            }
            let apply = Task {
                await sights(terraform, .apply) { await held(terraform, for: .milliseconds(300)) }
            }
            let watching = Task {
                await sights(terraform, .apply) { () throws(TerraformFault) in
                    try await terraform.apply(planFile: file, deadline: .seconds(60)) { _ in }
                }
            }
            var holder: LockHolder?
            while holder == nil {
                if case .held(let found) = await terraform.lockStatus() { holder = found }
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(await terraform.stack.workingProcess()?.hasPrefix("process ") == true)
            // Until this file is there, the apply goes on.
            defer { _ = FileManager.default.createFile(atPath: directory + "/end", contents: nil) }
            // It is not the lock of a plan, however long that takes, and not that of an apply which ended at once.
            #expect(await plan.value.isEmpty)
            #expect(await apply.value.isEmpty)
            // A plan of ours that the lock stops learns whose it is.
            let stopped = await sights(terraform, .plan) { () throws(TerraformFault) in
                _ = try await terraform.plan(.init(lock: true))
            }
            // Nor is it ours for a moment: this process may be killed in it.
            guard stopped.count == 1, case .anothers(let other)? = stopped.last else {
                Issue.record("the lock that stopped the plan is not told: \(stopped)")
                return
            }
            #expect(other.id == holder?.id)
            _ = FileManager.default.createFile(atPath: directory + "/end", contents: nil)
            guard case .ours(let own)? = await watching.value.first else {
                Issue.record("the lock of our own apply was not seen")
                return
            }
            #expect(own.id == holder?.id && own.operation == "OperationTypeApply")
            #expect(await terraform.stack.workingProcess() == nil)
        }
    }
}
