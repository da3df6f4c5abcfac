import Foundation
import TestSupport
import Testing

/// A lock is released through `terrier repair` only if its holder is proven dead.
@Suite(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct UnlockTests {
    private static let info =
        #"{"ID":"6f3d","Operation":"OperationTypeApply","Who":"ci@runner","Created":"2026-11-24T10:48:04.6Z"}"#

    @Test func lockIsReleasedOnlyForWhoNamesItsID() async throws {
        try await BackendLab.with { lab in
            for name in ["object", "table"] {
                let setting =
                    name == "object" ? "use_lockfile = true" : "dynamodb_table = \"\(BackendLab.table)\""
                let module = try await lab.module(name, backend: BackendLab.s3("\(name).tfstate", setting))
                try await lab.apply(module)
                let file = try configuration(lab, module)
                func lock(_ text: String) async throws {
                    if name == "object" {
                        try await lab.object("object.tfstate.tflock", text)
                    } else {
                        try await lab.item("\(BackendLab.bucket)/table.tfstate", "Info", text)
                    }
                }
                func unlock(_ more: String...) async throws -> Program {
                    try await Program.run(["repair", "unlock", "s", "--config", file] + more)
                }
                let free = try await unlock("--why", "a test")
                #expect(
                    free.code == 4 && free.output.contains("nobody holds the state lock"), "\(free.output)")

                // However old it is.
                try await lock(Self.info)
                let check = try await Program.run(["check", "--json", "--config", file])
                #expect(
                    check.output.contains(
                        "ci@runner, OperationTypeApply, since 2026-11-24T10:48:04.6Z, id 6f3d"),
                    "\(check.output)")
                let old = try await unlock("--why", "it is old")
                #expect(
                    old.code == 4 && old.output.contains("terrier repair unlock s --id 6f3d --why"),
                    "\(name): \(old.output)")
                let wrong = try await unlock("--id", "other", "--why", "a test")
                #expect(wrong.code == 4 && wrong.output.contains("has the id 6f3d"), "\(wrong.output)")
                let dry = try await unlock("--id", "6f3d", "--why", "a test", "--dry-run")
                #expect(dry.code == 0 && dry.output.contains("would have released"), "\(dry.output)")
                await #expect(throws: (any Error).self) { try await lab.apply(module) }

                let done = try await unlock("--id", "6f3d", "--why", "the runner was stopped", "--json")
                #expect(
                    done.code == 0 && done.output.contains(#""subject":"6f3d""#)
                        && done.output.contains("is released"), "\(name): \(done.output) \(done.errorOutput)")
                try await lab.apply(module)

                // One that says nothing of its holder is named with its place.
                try await lock(" ")
                let empty = try await unlock("--id", "6f3d", "--why", "a test")
                let place =
                    name == "object"
                    ? "s3://states/object.tfstate.tflock" : "the item states/table.tfstate of the table locks"
                #expect(
                    empty.code == 4 && empty.output.contains("\(place) does not say who holds it"),
                    "\(empty.output)")
            }
        }
    }

    private func configuration(_ lab: BackendLab, _ module: String) throws -> String {
        let path = "\(module).yaml"
        try """
        ledger: \(module)-ledger/ledger.sqlite
        stacks:
          - name: s
            directory: \(module)
            account: "123456789012"
            region: us-east-1
            endpoint: \(lab.endpoint)
            guardrails: {budget: 50 per 1h, stack_budget: 50 per 1h}

        """.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
