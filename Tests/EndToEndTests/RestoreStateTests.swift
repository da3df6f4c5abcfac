import Foundation
import TestSupport
import Testing

/// A lost state is put back through `terrier repair`, on each backend that Terrier reads itself.
@Suite(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct RestoreStateTests {
    private struct Backend: Sendable {
        var name: String
        var block: String
        /// Puts a text in the place of the state; nil to lose it.
        var put: @Sendable (_ lab: BackendLab, _ module: String, _ text: String?) async throws -> Void
    }

    private static let backends = [
        Backend(name: "local", block: "") { _, module, text in
            let file = module + "/terraform.tfstate"
            try? FileManager.default.removeItem(atPath: file)
            try text?.write(toFile: file, atomically: true, encoding: .utf8)
        },
        Backend(name: "object", block: BackendLab.s3("object.tfstate", "use_lockfile = true")) {
            lab, _, text in try await lab.object("object.tfstate", text)
        },
        // The digest in the table stays, so that Terraform neither reads nor writes the state.
        Backend(
            name: "table",
            block: BackendLab.s3("table.tfstate", "dynamodb_table = \"\(BackendLab.table)\"")
        ) { lab, _, text in try await lab.object("table.tfstate", text) },
    ]

    private func configuration(_ lab: BackendLab, _ module: String) throws -> String {
        let path = "\(module).yaml"
        try """
        ledger: \(module)-ledger/ledger.sqlite
        interval: 1s
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

    private func state(_ lineage: String, resources: String = "") -> String {
        #"{"version":4,"terraform_version":"1.0.0","serial":3,"lineage":"\#(lineage)","outputs":{},"resources":[\#(resources)],"check_results":null}"#
    }

    @Test func lostStateIsPutBackAndPlansNothing() async throws {
        try await BackendLab.with { lab in
            for backend in Self.backends {
                let module = try await lab.module(backend.name, backend: backend.block)
                try await lab.apply(module)
                let file = try configuration(lab, module)
                _ = try await RunningService.with(file) { try await $0.waitFor("snapshot of serial ") }
                func restore(_ more: String...) async throws -> Program {
                    try await Program.run(["repair", "restore-state", "s", "--config", file] + more)
                }

                try await backend.put(lab, module, nil)
                let before = try Self.files(in: module)
                let dry = try await restore("--dry-run", "--why", "a test")
                #expect(
                    dry.code == 0
                        && dry.output.contains("(2 resources) as serial ")
                        && dry.output.contains("Terraform would then plan nothing"),
                    "\(backend.name): \(dry.output) \(dry.errorOutput)")
                #expect(try Self.files(in: module) == before)
                if backend.name != "local" {
                    await #expect(throws: (any Error).self) {
                        try await lab.text("\(backend.name).tfstate")
                    }
                }

                let done = try await restore("--why", "deleted by mistake")
                #expect(
                    done.code == 0 && done.output.contains("Terraform plans nothing"),
                    "\(backend.name): \(done.output) \(done.errorOutput)")
                _ = try await lab.terraform(module, ["plan", "-detailed-exitcode", "-input=false"])
                let again = try await restore("--why", "once more")
                #expect(
                    again.code == 4 && again.output.contains("newer than what was believed"),
                    "\(again.output)")

                // What a slip made has nothing in it; the state of something else has.
                try await backend.put(lab, module, state("slip"))
                let slip = try await restore("--why", "a slip")
                #expect(slip.code == 0, "\(backend.name): \(slip.output) \(slip.errorOutput)")
                let other =
                    #"{"mode":"managed","type":"terraform_data","name":"x","provider":"#
                    + #""provider[\"terraform.io/builtin/terraform\"]","instances":[{"schema_version":0,"attributes":{"id":"1"}}]}"#
                try await backend.put(lab, module, state("other", resources: other))
                let foreign = try await restore("--why", "over another one")
                #expect(
                    foreign.code == 4 && foreign.output.contains("another lineage with 1 resource"),
                    "\(backend.name): \(foreign.output)")

                // The code says more than the state: a person decides.
                try await backend.put(lab, module, nil)
                let code = module + "/main.tf"
                try String(contentsOfFile: code, encoding: .utf8).replacing("count = 2", with: "count = 3")
                    .write(toFile: code, atomically: true, encoding: .utf8)
                let open = try await restore("--why", "with newer code")
                #expect(
                    open.code == 1
                        && open.output.contains("plans 1 change (create terraform_data.each[2])"),
                    "\(backend.name): \(open.output)")
                let names = try await lab.terraform(module, ["state", "list"])
                #expect(names.split(separator: "\n").count == 2, "\(names)")
            }
        }
    }

    @Test func leftoverStateIsOfferedFirstAndHeldLockRefuses() async throws {
        try await BackendLab.with { lab in
            let backend = Self.backends[1]
            let module = try await lab.module("m", backend: backend.block)
            try await lab.apply(module)
            let file = try configuration(lab, module)
            _ = try await RunningService.with(file) { try await $0.waitFor("snapshot of serial ") }
            try await backend.put(lab, module, nil)
            func restore() async throws -> Program {
                try await Program.run(
                    ["repair", "restore-state", "s", "--config", file, "--why", "a test"])
            }
            try await lab.object(
                "object.tfstate.tflock",
                #"{"ID":"6f3d","Operation":"OperationTypeApply","Who":"ci@runner","Created":"2026-11-24T10:48:04.6Z"}"#
            )
            let locked = try await restore()
            #expect(locked.code == 4 && locked.output.contains("ci@runner"), "\(locked.output)")
            try await lab.object("object.tfstate.tflock", nil)
            let leftover = module + "/errored.tfstate"
            try state("l").write(toFile: leftover, atomically: true, encoding: .utf8)
            let held = try await restore()
            #expect(
                held.code == 4
                    && held.output.contains(
                        "terraform -chdir=\(module) state push \(leftover) && rm \(leftover)")
                    && held.output.contains("TF_WORKSPACE=default "),
                "\(held.output)")
            try FileManager.default.removeItem(atPath: leftover)
            let none = try await Program.run(
                ["repair", "restore-state", "s", "--config", file, "--snapshot", "99", "--why", "a test"])
            #expect(none.code == 4 && none.output.contains("there is no snapshot 99 of s"), "\(none.output)")
            #expect(try await restore().code == 0)
        }
    }

    /// The files of the root module, with their sizes.
    private static func files(in module: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: module).sorted().map { name in
            let size = try FileManager.default.attributesOfItem(atPath: "\(module)/\(name)")[.size]
            return "\(name) \(size as? Int ?? 0)"
        }
    }
}
