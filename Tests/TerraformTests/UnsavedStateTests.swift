import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// `errored.tfstate`, made by the real Terraform when its backend does not store a state.
@Suite(
    .enabled(if: Requirement.has(.terraform, .python), "needs Terraform and Python"), .timeLimit(.minutes(5)))
struct UnsavedStateTests {
    private static let other = Address(type: "terraform_data", name: "b")

    @Test func stateThatTheBackendDidNotTakeIsFoundAndRefused() async throws {
        try await Machine.withDirectory { directory in
            let (terraform, mode) = (RealStack.terraform(directory), directory + "/mode")
            try "ok".write(toFile: mode, atomically: true, encoding: .utf8)
            try await StateServer.with(modeIn: mode) { url in
                let code = RealStack.backend(url)
                try code.write(toFile: directory + "/main.tf", atomically: true, encoding: .utf8)
                try await RealStack.shell(directory, "terraform init; terraform apply -auto-approve")
                #expect(await terraform.unsavedState() == nil && terraform.stack.unsavedStateObstacle == nil)
                try (code + #"resource "terraform_data" "b" { input = "hunter2" }"#).write(
                    toFile: directory + "/main.tf", atomically: true, encoding: .utf8)
                try "full".write(toFile: mode, atomically: true, encoding: .utf8)
                await #expect(throws: SupportFault.self) {
                    try await RealStack.shell(directory, "terraform apply -auto-approve")
                }
                let state = try await terraform.pullState()
                let unsaved = try #require(await terraform.unsavedState()).compared(with: state)
                #expect(unsaved.more == [Self.other] && unsaved.fewer == 0)
                let file = directory + "/errored.tfstate"
                let command =
                    "TF_WORKSPACE=default terraform -chdir=\(directory) state push \(file) && rm \(file)"
                #expect(unsaved.isOfThisLineage == true && unsaved.serial == state.serial + 1)
                #expect(
                    unsaved.words
                        == "\(directory)/errored.tfstate: an apply could not save its state (serial \(state.serial + 1), the backend has \(state.serial)): it has 1 instance that the backend lacks: terraform_data.b; push it to the stack's workspace and remove it: \(command)"
                )
                #expect(throws: TerraformFault.self) { try terraform.refuseUnsavedState() }
                #expect(terraform.stack.unsavedStateObstacle != nil)
                // The advice is right.
                try "ok".write(toFile: mode, atomically: true, encoding: .utf8)
                try await RealStack.shell("/", "cp \(file) \(file).kept; \(command); mv \(file).kept \(file)")
                let pushed = try await terraform.pullState()
                let after = try #require(await terraform.unsavedState()).compared(with: pushed)
                #expect(after.more == [] && after.words.contains("it names the same instances"))
                #expect(
                    after.words.hasSuffix(
                        "the backend is not older: compare them, and remove the file when nothing is missing")
                )
            }
        }
    }

    @Test func fileThatIsNoStateIsNamedToo() async throws {
        try await Machine.withDirectory { directory in
            let terraform = RealStack.terraform(directory)
            let file = directory + "/errored.tfstate"
            try "{\"version\":4,\"hunter2".write(toFile: file, atomically: true, encoding: .utf8)
            let torn = try #require(await terraform.unsavedState()).compared(with: nil)
            #expect(torn.fault == "it is not a complete state" && torn.more == nil)
            #expect(torn.words.contains("cannot be read (it is not a complete state)"))
            try #"{"version":4,"serial":3,"lineage":"other","resources":[]}"#.write(
                toFile: file, atomically: true, encoding: .utf8)
            let own = #"{"version":4,"serial":2,"lineage":"l","resources":[]}"#
            let state = try State(parsing: Array(own.utf8), stack: "s")
            let foreign = try #require(await terraform.unsavedState()).compared(with: state)
            #expect(foreign.isOfThisLineage == false && foreign.words.contains("another lineage"))
        }
    }
}
