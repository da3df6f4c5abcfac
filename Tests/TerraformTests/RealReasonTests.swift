import Commands
import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// The real Terraform's errors, of a backend and of people's code, and programs in its place.
@Suite(
    .serialized, .enabled(if: Requirement.has(.terraform, .python), "needs Terraform and Python"),
    .timeLimit(.minutes(5)))
struct RealReasonTests {
    private func fault(_ body: () async throws -> Void) async -> TerraformFault? {
        do {
            try await body()
            return nil
        } catch { return error as? TerraformFault }
    }

    /// A stack in a new directory; its program may be replaced.
    private func with(_ code: String, _ body: (Terraform, String) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            try code.write(toFile: directory + "/main.tf", atomically: true, encoding: .utf8)
            try await body(RealStack.terraform(directory), directory)
        }
    }

    /// What people wrote, and the summary that Terraform prints for it.
    static let code = [
        (#"output "s" { value = jsondecode(file("settings.json")) }"#, "Error in function call"),
        (
            """
            variable "code" {
              default = "x"
              validation {
                condition     = var.code == "AccessDenied"
                error_message = "Write AccessDenied or Throttling, dial tcp 1.2.3.4:5: connect: connection refused"
              }
            }
            """, "Invalid value for variable"
        ),
        (
            """
            resource "terraform_data" "AccessDenied" { input = "terraform init" }
            output "o" {
              value = 1
              precondition {
                condition     = terraform_data.AccessDenied.input == "other"
                error_message = "Not there yet: run terraform init and apply in ../network first, permission denied"
              }
            }
            """, "Module output value precondition failed"
        ),
    ]

    @Test(arguments: code)
    func wordsOfPeopleGiveNoAdvice(row: (code: String, summary: String)) async throws {
        try await with(row.code) { terraform, directory in
            try "".write(toFile: directory + "/settings.json", atomically: true, encoding: .utf8)
            let fault = await fault { _ = try await terraform.plan(.init()) }
            #expect(fault?.code == .failed)
            #expect(fault?.description == "terraform plan of s failed: \(row.summary)")
        }
    }

    @Test func wordsOfTheBackendAreTheReason() async throws {
        try await with("") { terraform, directory in
            let mode = directory + "/mode"
            func answering(_ text: String) throws {
                try text.write(toFile: mode, atomically: true, encoding: .utf8)
            }
            try answering("ok")
            try await StateServer.with(modeIn: mode) { url in
                try RealStack.backend(url).write(
                    toFile: directory + "/main.tf", atomically: true, encoding: .utf8)
                try await RealStack.shell(directory, "terraform init; terraform apply -auto-approve")
                _ = try await terraform.pullState()
                for (answer, cause, words) in [
                    ("401", Unknown.Cause.denied, "HTTP remote state endpoint requires auth"),
                    ("403", .denied, "HTTP remote state endpoint invalid auth"),
                    ("503", .unreachable, "giving up after 1 attempt(s)"),
                    ("html", .notParsed, "is not a state: it is not JSON from the first byte on"),
                ] {
                    try answering(answer)
                    for fault in [
                        await fault { _ = try await terraform.pullState() },
                        await fault { _ = try await terraform.plan(.init()) },
                    ] {
                        let fault = try #require(fault)
                        #expect(fault.unknown.cause == cause && fault.description.contains(words), "\(fault)")
                        #expect(
                            !fault.description.contains("hunter2") && !fault.description.contains("glpat"))
                    }
                }
            }
            // The server has ended.
            let down = try #require(await fault { _ = try await terraform.pullState() })
            #expect(down.code == .unreachable && down.description.contains("connection refused"), "\(down)")
        }
    }

    @Test func wordsOfAnotherProgramAreTheReason() async throws {
        try await with("") { terraform, directory in
            func program(_ script: String) throws -> Terraform {
                let path = directory + "/asdf"
                try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
                var other = terraform
                other.stack.binary = path
                return other
            }
            let none = try program("echo 'No version is set for command terraform' >&2; exit 126")
            for fault in [
                await fault { _ = try await none.pullState() },
                await fault { _ = try await none.plan(.init()) },
            ] {
                #expect(
                    fault?.description.contains(
                        "with exit code 126: \(directory)/asdf said: No version is set")
                        == true, "\(fault?.description ?? "")")
            }
            let chatty = try program("echo '[INFO] using terraform 1.11.4'; exec terraform \"$@\"")
            let said = await fault { _ = try await chatty.plan(.init()) }
            #expect(said?.description.contains("also said: [INFO] using terraform 1.11.4;") == true)
        }
    }
}

/// Stacks for the real Terraform that need no provider.
enum RealStack {
    static func terraform(_ directory: String) -> Terraform {
        Terraform(
            TerraformStack(
                name: "s", directory: directory,
                environment: AllowedEnvironment.make(from: Machine.environment, adding: [:])))
    }

    /// One resource, with its state behind a URL.
    static func backend(_ url: String) -> String {
        """
        terraform {
          backend "http" {
            address   = "\(url)"
            retry_max = 0
            username  = "terraform"
            password  = "hunter2"
          }
        }
        resource "terraform_data" "a" {}

        """
    }

    static func shell(_ directory: String, _ script: String) async throws {
        let environment = AllowedEnvironment.make(
            from: Machine.environment, adding: ["TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"])
        let result = try await run(
            Command(
                "/bin/bash", ["-ec", script], environment: environment, directory: directory,
                deadline: .seconds(600)))
        guard result.succeeded else {
            throw SupportFault(String(decoding: result.errorOutput, as: UTF8.self))
        }
    }
}
