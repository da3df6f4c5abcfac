import Commands
import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// Plans that import, with the real Terraform: nothing is left in the module's directory.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform), "needs Terraform"), .timeLimit(.minutes(5)))
struct ModuleMirrorTests {
    private static let code = """
        resource "terraform_data" "one" {}
        resource "terraform_data" "fed" { input = file("${path.module}/../shared/text") }
        resource "terraform_data" "each" { for_each = toset(["a/b"]) }
        module "inner" { source = "../modules/inner" }

        """

    /// A module that is applied, with a module and a file beside its directory.
    private func with(_ body: (Terraform, _ module: String, _ root: String) async throws -> Void) async throws
    {
        try await Machine.withDirectory { root in
            let module = root + "/live/stack"
            let script = """
                mkdir -p live/stack live/modules/inner live/shared; echo text > live/shared/text
                echo 'resource "terraform_data" "in" {}' > live/modules/inner/main.tf
                cd live/stack; cat > main.tf; terraform init; terraform apply -auto-approve
                """
            try await shell(root, script, input: Self.code)
            let environment = AllowedEnvironment.make(from: Machine.environment, adding: [:])
            try await body(
                Terraform(TerraformStack(name: "s", directory: module, environment: environment)), module,
                root)
        }
    }

    @discardableResult
    private func shell(_ directory: String, _ script: String, input: String = "") async throws -> String {
        let environment = AllowedEnvironment.make(
            from: Machine.environment, adding: ["TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"])
        let result = try await run(
            Command(
                "/bin/bash", ["-ec", script], environment: environment, directory: directory,
                input: Array(input.utf8), deadline: .seconds(120)))
        guard result.succeeded else {
            throw SupportFault(String(decoding: result.errorOutput, as: UTF8.self))
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    private func options(_ root: String, _ orphans: [Orphan]) throws -> TerraformCommand.PlanOptions {
        let directory = root + "/private"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var options = TerraformCommand.PlanOptions(
            file: directory + "/plan", targets: orphans.map(\.address), lock: true)
        options.imports = orphans.compactMap(\.block).joined()
        return options
    }

    private func listing(_ module: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: module).sorted()
    }

    @Test func importIsPlannedInAMirrorAndAppliedInTheModule() async throws {
        try await with { terraform, module, root in
            let each = try Address(#"terraform_data.each["a/b"]"#)
            let inner = try Address("module.inner.terraform_data.in")
            let before = try await terraform.pullState()
            let orphans = try [each, inner].map { address in
                let instance = try #require(before.instance(at: address))
                return Orphan(address, .removed, importID: instance.attributes[.id])
            }
            try await shell(
                module, #"terraform state rm 'terraform_data.each["a/b"]' module.inner.terraform_data.in"#)
            let files = try listing(module)
            let options = try options(root, orphans)
            let summary = try await terraform.plan(options)
            #expect(Set(summary.changes) == Set([each, inner].map { PlannedChange($0, .import) }))
            #expect(try listing(module) == files)
            try await terraform.apply(planFile: root + "/private/plan", deadline: .seconds(60)) { _ in }
            let after = try await terraform.pullState()
            #expect(Set(after.managed.map(\.address)) == Set(before.managed.map(\.address)))
            #expect(try listing(module).filter { $0.hasSuffix(".tf") } == ["main.tf"])
            // Removing the mirror removes links, and nothing that they lead to.
            try FileManager.default.removeItem(atPath: root + "/private")
            #expect(try await shell(root, "cat live/shared/text live/modules/inner/main.tf").contains("text"))
            let empty = try await terraform.plan(TerraformCommand.PlanOptions())
            #expect(empty.changes == [])
        }
    }

    @Test func updateThatWouldFollowIsInThePlan() async throws {
        try await with { terraform, module, root in
            let fed = Address(type: "terraform_data", name: "fed")
            try await shell(module, "terraform state rm terraform_data.fed")
            // What is imported has no input, and the code gives it one.
            let summary = try await terraform.plan(
                try options(root, [Orphan(fed, .removed, importID: "some-id")]))
            #expect(Set(summary.changes) == [PlannedChange(fed, .import), PlannedChange(fed, .update)])
        }
    }

    /// A plan of the mirror waits for nobody: whoever holds the lock of the module's state, holds it for the mirror too.
    @Test func lockOfALocalStateHoldsInTheMirror() async throws {
        try await with { terraform, module, root in
            let orphan = Orphan(Address(type: "terraform_data", name: "fed"), .removed, importID: "i")
            let options = try options(root, [orphan])
            try """
            resource "terraform_data" "slow" {
              provisioner "local-exec" { command = "touch held; while [ ! -e done ]; do sleep 0.1; done" }
            }

            """.write(toFile: module + "/slow.tf", atomically: true, encoding: .utf8)
            let holder = Task {
                try await shell(module, "terraform apply -auto-approve -target=terraform_data.slow")
            }
            while !FileManager.default.fileExists(atPath: module + "/held") {
                try await Task.sleep(for: .milliseconds(50))
            }
            var code: TerraformFault.Code?
            do throws(TerraformFault) { _ = try await terraform.plan(options) } catch { code = error.code }
            switch code {
            case .locked, .lockUnavailable: break
            default: Issue.record("\(String(describing: code))")
            }
            try "".write(toFile: module + "/done", atomically: true, encoding: .utf8)
            _ = try await holder.value
        }
    }
}
