import Commands
import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// What Terraform would plan after a restore, by a copy of the root module: never of the real backend.
@Suite(.enabled(if: Requirement.has(.terraform), "needs Terraform"), .timeLimit(.minutes(5)))
struct PlanAfterRestoreTests {
    /// A stack that is applied with two resources, in this workspace.
    private func with(
        _ files: [String: String] = [:], workspace: String = "default",
        _ body: (Terraform, _ directory: String, _ private: String) async throws -> Void
    ) async throws {
        try await Machine.withDirectory { root in
            let directory = root + "/stack"
            for name in [directory, root + "/private"] {
                try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: false)
            }
            var all = files
            all["main.tf"] = (files["main.tf"] ?? "") + "resource \"terraform_data\" \"a\" { count = 2 }\n"
            for (name, text) in all {
                try text.write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
            }
            try await RealStack.shell(
                directory,
                "terraform init; terraform workspace new \(workspace) || true; TF_WORKSPACE=\(workspace) terraform apply -auto-approve"
            )
            var stack = RealStack.terraform(directory).stack
            stack.workspace = workspace
            try await body(Terraform(stack), directory, root + "/private")
        }
    }

    private func listing(_ directory: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory).sorted()
    }

    /// The older state in place is the commonest case of all; Terraform would ask whether to migrate it.
    @Test(arguments: ["default", "prod"]) func olderStateInPlaceDoesNotStopIt(workspace: String) async throws
    {
        try await with(workspace: workspace) { terraform, directory, place in
            let state = try await terraform.pullState()
            let file =
                workspace == "default"
                ? directory + "/terraform.tfstate" : "\(directory)/terraform.tfstate.d/prod/terraform.tfstate"
            // With resources: an empty one needs no migration.
            let old = String(decoding: try state.withSerial(1, stack: "s").raw, as: UTF8.self)
            try old.write(toFile: file, atomically: true, encoding: .utf8)
            try old.write(toFile: directory + "/terraform.tfstate.backup", atomically: true, encoding: .utf8)
            let before = try listing(directory)
            let plan = try await terraform.plan(asIf: state, in: place)
            #expect(plan.changes.isEmpty, "\(plan.changes)")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == old)
            #expect(try listing(directory) == before)
        }
    }

    /// The later file counts. Of the state in the real backend, everything would be created.
    @Test func laterOverrideOfTheBackendDoesNotCount() async throws {
        let backend = "terraform {\n  backend \"local\" { path = \"elsewhere.tfstate\" }\n}\n"
        try await with(["main.tf": backend, "zz_override.tf": backend]) { terraform, directory, place in
            let state = try await terraform.pullState()
            try FileManager.default.removeItem(atPath: directory + "/elsewhere.tfstate")
            let plan = try await terraform.plan(asIf: state, in: place)
            #expect(plan.changes.isEmpty, "\(plan.changes)")
            // One that sorts behind ours is noticed.
            try backend.write(
                toFile: directory + "/~~override_override.tf", atomically: true, encoding: .utf8)
            let second = place + "/second"
            try FileManager.default.createDirectory(atPath: second, withIntermediateDirectories: false)
            await #expect {
                try await terraform.plan(asIf: state, in: second)
            } throws: { error in
                (error as? TerraformFault)?.description.contains("a backend that a copy cannot replace")
                    == true
            }
        }
    }

    @Test func programsOfOtherVersionsAndPlacesAreSeen() {
        let stack = TerraformStack(
            name: "s", directory: "/srv/s", binary: "/opt/tf/run", environment: [:])
        let seen = [
            "/usr/bin/terraform", "/usr/bin/terraform (deleted)", "/usr/local/bin/terraform_1.5.7",
            "/usr/bin/tofu", "/opt/tf/run",
        ]
        for program in seen { #expect(stack.isTerraform(program), "\(program)") }
        for program in ["/usr/bin/vim", "/p/terraform-provider-aws_v5"] {
            #expect(!stack.isTerraform(program), "\(program)")
        }
        #expect(TerraformStack.works(in: "/srv/s", for: "/srv/s"))
        #expect(TerraformStack.works(in: "/srv/s (deleted)", for: "/srv/s"))
        #expect(TerraformStack.works(in: "/tmp/terrier-a1/r-1/plan-module/srv/s", for: "/srv/s"))
        for place in ["/srv/s2", "/other/srv/s", "/srv"] {
            #expect(!TerraformStack.works(in: place, for: "/srv/s"), "\(place)")
        }
    }
}
