import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// Directories that are no root module, or in which `terraform init` was not run.
@Suite(.enabled(if: Requirement.has(.terraform), "needs Terraform"), .timeLimit(.minutes(5)))
struct RootModuleTests {
    private func with(_ files: [String: String], _ body: (Terraform, String) async throws -> Void)
        async throws
    {
        try await Machine.withDirectory { directory in
            for (name, text) in files {
                try text.write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
            }
            try await body(RealStack.terraform(directory), directory)
        }
    }

    private func fault(_ terraform: Terraform) async -> TerraformFault? {
        do {
            _ = try await terraform.pullState()
            return nil
        } catch { return error }
    }

    @Test func directoryWithoutCodeIsNamed() async throws {
        try await with(["README.md": "x", "old.tf.bak": ""]) { terraform, directory in
            let fault = try #require(await fault(terraform))
            #expect(fault.code == .noCode && fault.unknown.cause == .failed)
            #expect(
                fault.description.contains("returns no state: \(directory): no Terraform code here (*.tf"))
            let problem = try #require(RootModule.problem(directory, dataDirectory: nil))
            #expect(fault.description.hasSuffix(problem))
        }
        try await with(["terragrunt.hcl": "terraform {}"]) { terraform, directory in
            let fault = try #require(await fault(terraform))
            #expect(fault.code == .noCode)
            #expect(fault.description.contains("only terragrunt.hcl: Terragrunt makes the code"))
            let problem = try #require(RootModule.problem(directory, dataDirectory: nil))
            #expect(fault.description.hasSuffix(problem))
        }
    }

    @Test func directoryThatWasNeverInitialisedIsNamed() async throws {
        try await with(["main.tf": #"resource "terraform_data" "a" {}"#]) { terraform, directory in
            let fault = try #require(await fault(terraform))
            #expect(fault.code == .noState)
            #expect(
                fault.description.hasSuffix(
                    "\(directory): never initialised, there is no .terraform in it; run 'terraform init' there, as its owner"
                ))
            #expect(RootModule.problem(directory, dataDirectory: nil) != nil)
            let moved = try #require(RootModule.problem(directory, dataDirectory: "data"))
            #expect(moved.contains("run 'TF_DATA_DIR=data terraform init' there"), "\(moved)")
            try FileManager.default.createDirectory(
                atPath: directory + "/data", withIntermediateDirectories: false)
            #expect(RootModule.problem(directory, dataDirectory: "data") == nil)
            #expect(RootModule.problem(directory, dataDirectory: directory + "/data") == nil)
            try FileManager.default.createDirectory(
                atPath: directory + "/.terraform", withIntermediateDirectories: false)
            #expect(RootModule.problem(directory, dataDirectory: nil) == nil)
            let lost = try #require(await self.fault(terraform))
            #expect(lost.code == .noState && !lost.description.contains("initialised"))
        }
        #expect(RootModule.problem("/no/such/directory", dataDirectory: nil) == nil)
        for name in ["a.tf.json", "a.tofu", "a.tofu.json"] {
            try await with([name: "{}"]) { _, directory in
                #expect(RootModule.noCode(directory) == nil)
            }
        }
    }
}
