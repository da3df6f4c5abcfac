import Commands
import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// The real Terraform, on stacks of `terraform_data` only: they need no provider and have the same states, plans and locks.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform), "needs Terraform"), .timeLimit(.minutes(5)))
struct RealTerraformTests {
    private func with(_ configuration: String, _ body: (Terraform, String) async throws -> Void) async throws
    {
        try await Machine.withDirectory { directory in
            try configuration.write(toFile: directory + "/main.tf", atomically: true, encoding: .utf8)
            let environment = AllowedEnvironment.make(from: Machine.environment, adding: [:])
            let terraform = Terraform(
                TerraformStack(name: "s", directory: directory, environment: environment))
            try await body(terraform, directory)
        }
    }

    private func shell(_ directory: String, _ script: String) async throws -> String {
        let environment = AllowedEnvironment.make(
            from: Machine.environment, adding: ["TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"])
        let result = try await run(
            Command(
                "/bin/bash", ["-ec", script], environment: environment, directory: directory,
                deadline: .seconds(600)))
        guard result.succeeded else {
            throw SupportFault(String(decoding: result.errorOutput, as: UTF8.self))
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    private func code(_ body: () async throws -> Void) async -> TerraformFault.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? TerraformFault)?.code
        }
    }

    static let specialKeys = """
        resource "terraform_data" "each" {
          for_each = toset(["carts/eu", "a \\"quote\\"", "$${not}", "%%{not}", "back\\\\slash", "], \\"x"])
          input    = each.key
        }
        resource "terraform_data" "count" { count = 2 }
        module "inner" {
          for_each = toset(["x.y"])
          source   = "./inner"
        }
        """

    @Test func addressesAreFormattedAsByTerraform() async throws {
        try await with(Self.specialKeys) { terraform, directory in
            _ = try await shell(
                directory,
                "mkdir inner; echo 'resource \"terraform_data\" \"in\" {}' > inner/main.tf; terraform init; terraform apply -auto-approve"
            )
            let listed = try await shell(directory, "terraform state list")
            let state = try await terraform.pullState()
            #expect(
                state.managed.map(\.address.description).sorted()
                    == listed.split(separator: "\n").map(String.init).sorted())
            #expect(state.identity.resources == 9)
            for instance in state.managed {
                #expect(try Address(instance.address.description) == instance.address)
            }
        }
    }

    @Test func localStateEqualsTerraformStatePull() async throws {
        try await with(#"resource "terraform_data" "one" {}"#) { terraform, directory in
            _ = try await shell(
                directory, "terraform init; terraform apply -auto-approve; mkdir -p .terraform/providers")
            var withoutProgram = terraform
            // There is no such program, so the state must come from the file.
            withoutProgram.stack.binary = "no-such-terraform"
            let read = try await withoutProgram.pullState()
            let pulled = try State(
                parsing: Array(try await shell(directory, "terraform state pull").utf8), stack: "s")
            #expect(read.serial == pulled.serial && read.lineage == pulled.lineage)
            #expect(read.managed.map(\.address) == pulled.managed.map(\.address) && !read.managed.isEmpty)
            // A workspace that does not exist is not made.
            withoutProgram.stack.workspace = "other"
            #expect(await code { _ = try await withoutProgram.pullState() } == .noState)
            #expect(!FileManager.default.fileExists(atPath: directory + "/terraform.tfstate.d"))
            withoutProgram.stack.workspace = "default"
            // Where code and record disagree, Terraform itself is run.
            for backend in [#"terraform { backend "s3" {} }"#, "terraform { cloud {} }"] {
                try backend.write(toFile: directory + "/backend.tf", atomically: true, encoding: .utf8)
                #expect(await code { _ = try await withoutProgram.pullState() } == .binaryMissing)
            }
            try FileManager.default.removeItem(atPath: directory + "/backend.tf")
            _ = try await withoutProgram.pullState()
            try #"{"version":4,"serial"#.write(
                toFile: directory + "/terraform.tfstate", atomically: true, encoding: .utf8)
            #expect(await code { _ = try await withoutProgram.pullState() } == .stateNotJSON)
        }
    }

    @Test func dependenciesEqualThoseInTheState() async throws {
        let configuration = """
            resource "terraform_data" "base" { count = 2 }
            module "inner" {
              for_each = toset(["eu", "us"])
              source   = "./inner"
              input    = terraform_data.base[0].id
            }
            resource "terraform_data" "top" { input = module.inner["eu"].id }
            """
        let inner = """
            variable "input" {}
            resource "terraform_data" "in" { input = var.input }
            output "id" { value = terraform_data.in.id }
            """
        try await with(configuration) { terraform, directory in
            try FileManager.default.createDirectory(
                atPath: directory + "/inner", withIntermediateDirectories: false)
            try inner.write(toFile: directory + "/inner/main.tf", atomically: true, encoding: .utf8)
            _ = try await shell(directory, "terraform init; terraform apply -auto-approve")
            let state = try await terraform.pullState()
            func dependencies(_ address: String) throws -> [String]? {
                state.instance(at: try Address(address))?.dependencies.map(\.description)
            }
            #expect(try dependencies("terraform_data.base[0]") == [])
            #expect(try dependencies(#"module.inner["us"].terraform_data.in"#) == ["terraform_data.base"])
            #expect(
                try dependencies("terraform_data.top") == [
                    "module.inner.terraform_data.in", "terraform_data.base",
                ])
        }
    }

    @Test func planFileIsAppliedAndAStaleOneIsRejected() async throws {
        try await with("resource \"terraform_data\" \"a\" {}\nresource \"terraform_data\" \"b\" {}") {
            terraform, directory in
            let file = directory + "/plan"
            let target = Address(type: "terraform_data", name: "a")
            let summary = try await terraform.plan(.init(file: file, targets: [target], lock: true))
            #expect(summary.changes == [PlannedChange(target, .create)])
            #expect(
                try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
            try await terraform.apply(planFile: file, deadline: .seconds(600)) { _ in }
            let state = try await terraform.pullState()
            #expect(state.managed.map(\.address) == [target])
            #expect(
                await code { try await terraform.apply(planFile: file, deadline: .seconds(600)) { _ in } }
                    == .stalePlan)
            let ahead = try await terraform.lookAhead(from: state.identity)
            #expect(ahead.changes == [PlannedChange(Address(type: "terraform_data", name: "b"), .create)])
            let removal = try await terraform.plan(
                .init(file: file, targets: [target], destroy: true, lock: true))
            #expect(removal.changes == [PlannedChange(target, .delete)])
        }
    }

    @Test func planFileIsNeverReadableByOthers() async throws {
        try await with("resource \"terraform_data\" \"a\" {}") { terraform, directory in
            func wrapped(_ afterwards: String) throws -> Terraform {
                let wrapper = directory + "/wrapper"
                try "#!/bin/bash\numask 0022; terraform \"$@\"; code=$?; \(afterwards); exit $code\n".write(
                    toFile: wrapper, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: wrapper)
                var other = terraform
                other.stack.binary = wrapper
                return other
            }
            // An existing file that is readable by all is replaced and not reused.
            let file = directory + "/plan"
            try "old".write(toFile: file, atomically: true, encoding: .utf8)
            _ = try await wrapped("stat -c '%a %s' plan >mode").plan(.init(file: file, lock: true))
            let mode = try String(contentsOfFile: directory + "/mode", encoding: .utf8).split(separator: " ")
            #expect(mode[0] == "600" && mode[1] != "0\n", "\(mode)")

            for afterwards in ["rm plan", ": >plan"] {
                let withoutPlan = try wrapped(afterwards)
                #expect(
                    await code { _ = try await withoutPlan.plan(.init(file: file, lock: true)) } == .failed)
            }
        }
    }

    @Test func lockHolderIsKnownWithoutTakingTheLock() async throws {
        let slow = """
            resource "terraform_data" "slow" {
              provisioner "local-exec" { command = "touch begun; while [ ! -e end ]; do sleep 0.1; done" }
            }
            """
        try await with(slow) { terraform, directory in
            #expect(await terraform.lockStatus() == .free)
            async let applied = shell(directory, "terraform apply -auto-approve")
            while !FileManager.default.fileExists(atPath: directory + "/begun") {
                try await Task.sleep(for: .milliseconds(50))
            }
            guard case .held(let holder) = await terraform.lockStatus() else {
                Issue.record("the lock is not seen")
                return
            }
            #expect(holder.operation == "OperationTypeApply" && holder.createdAt != nil)
            let plan = await code { _ = try await terraform.plan(.init(lock: true)) }
            guard case .locked(let same)? = plan else {
                Issue.record("the plan was not refused by the lock: \(String(describing: plan))")
                return
            }
            #expect(same.id == holder.id)
            // Terraform's lock info has mode 0600: a user who may not read it still sees the lock, and the process that holds it.
            try FileManager.default.moveItem(
                atPath: directory + "/.terraform.tfstate.lock.info", toPath: directory + "/info")
            guard case .held(let process) = await terraform.lockStatus() else {
                Issue.record("a lock without its info is not seen")
                return
            }
            let number = try #require(Int(process.who.trimmingPrefix("process ")))
            #expect(try String(contentsOfFile: "/proc/\(number)/comm", encoding: .utf8) == "terraform\n")
            try FileManager.default.moveItem(
                atPath: directory + "/info", toPath: directory + "/.terraform.tfstate.lock.info")
            _ = try? await terraform.pullState()
            try Data().write(to: URL(fileURLWithPath: directory + "/end"))
            _ = try await applied
            #expect(await terraform.lockStatus() == .free)
            // The lock info that a killed process left does not block anybody.
            try #"{"ID":"x","Who":"dead@host"}"#.write(
                toFile: directory + "/.terraform.tfstate.lock.info", atomically: true, encoding: .utf8)
            #expect(await terraform.lockStatus() == .free)
            // If the state cannot be opened, the lock is neither free nor held, but unknown.
            let state = directory + "/terraform.tfstate"
            try FileManager.default.moveItem(atPath: state, toPath: directory + "/kept")
            #expect(await terraform.lockStatus() == .free)
            try FileManager.default.createSymbolicLink(atPath: state, withDestinationPath: state)
            guard case .unknown(let reason) = await terraform.lockStatus() else {
                Issue.record("a state that cannot be opened is not unknown")
                return
            }
            #expect(reason.cause == .denied)
        }
    }

    @Test func corruptStateIsNotReportedAsLocked() async throws {
        try await with("resource \"terraform_data\" \"a\" {}") { terraform, directory in
            try "{\"version\": 4, \"ser".write(
                toFile: directory + "/terraform.tfstate", atomically: true, encoding: .utf8)
            #expect(await code { _ = try await terraform.pullState() } == .stateNotJSON)
            #expect(await code { _ = try await terraform.plan(.init(lock: true)) } == .stateNotJSON)
        }
    }

    @Test func missingInitDirectoryBinaryAndStateAreDistinguished() async throws {
        try await with(
            "terraform {\n  backend \"s3\" {\n    bucket = \"b\"\n    key = \"k\"\n    region = \"us-east-1\"\n  }\n}"
        ) { terraform, directory in
            #expect(await code { _ = try await terraform.pullState() } == .notInitialised)
            var other = terraform
            other.stack.directory = directory + "/none"
            #expect(await code { _ = try await other.pullState() } == .directoryMissing)
            other.stack.directory = directory
            other.stack.binary = "no-such-terraform"
            #expect(await code { _ = try await other.pullState() } == .binaryMissing)
        }
        try await with("# nothing here") { terraform, _ in
            #expect(await code { _ = try await terraform.pullState() } == .noState)
        }
    }

    @Test func configuredWorkspaceOverridesTheSelectedOne() async throws {
        try await with("resource \"terraform_data\" \"a\" {}") { terraform, directory in
            _ = try await shell(
                directory,
                "terraform workspace new other; terraform apply -auto-approve; terraform workspace select default; terraform apply -auto-approve -target=terraform_data.a"
            )
            var other = terraform
            other.stack.workspace = "other"
            let (first, second) = (try await terraform.pullState(), try await other.pullState())
            #expect(first.lineage != second.lineage)
        }
    }

    @Test func hangingKilledAndMisbehavingProgramsAreFaults() async throws {
        try await with("") { terraform, directory in
            func fake(_ script: String) throws -> Terraform {
                let path = directory + "/fake"
                try "#!/bin/bash\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
                var other = terraform
                other.stack.binary = path
                other.stack.deadline = .seconds(600)
                return other
            }
            var hanging = try fake("sleep 600 & wait")
            hanging.stack.deadline = .milliseconds(500)
            #expect(await code { _ = try await hanging.pullState() } == .timedOut)
            let killed = try fake("kill -9 $$")
            #expect(await code { _ = try await killed.pullState() } == .killed)
            let verbose = try fake("head -c 1073741824 /dev/zero | tr '\\0' ' '")
            #expect(await code { _ = try await verbose.pullState() } == .outputTooLarge)
            // It prints a complete summary before it fails: the exit code is checked first.
            let failing = try fake(
                "echo '{\"type\":\"change_summary\",\"changes\":{\"add\":0,\"change\":0,\"remove\":0}}'; exit 1"
            )
            #expect(await code { _ = try await failing.plan(.init()) } == .failed)
            let leaking = try fake(
                "echo '{\"type\":\"diagnostic\",\"diagnostic\":{\"severity\":\"error\",\"summary\":\"Bad: password hunter2\",\"detail\":\"hunter2\"}}'; exit 1"
            )
            do {
                _ = try await leaking.plan(.init())
            } catch {
                #expect(!"\(error)".contains("hunter2"))
            }
        }
    }
}
