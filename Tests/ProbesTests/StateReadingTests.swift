import AWS
import Decisions
import Demo
import Foundation
import HTTP
import Terraform
import TestSupport
import Testing

@testable import Probes

/// Direct reads of states and locks against what Terraform itself reads, on real backends.
@Suite(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct StateReadingTests {
    /// Terraform's program cannot be found, so that only a direct read gives a state.
    private func reader(
        _ lab: BackendLab, _ module: String, workspace: String = "default", endpoint: String? = nil,
        environment more: [String: String] = [:], binary: String = "no-such-terraform"
    ) -> Terraform {
        let environment = lab.environment(endpoint).merging(more) { _, new in new }
        return Terraform(
            TerraformStack(
                name: "s", directory: module, workspace: workspace, binary: binary, environment: environment),
            objects: S3BackendObjects(
                http: lab.http, own: FixedCredentials(EmulatorChanges.credentials),
                environment: environment, endpoint: lab.endpoint))
    }

    private func fault(_ body: () async throws -> State) async -> TerraformFault? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? TerraformFault
        }
    }

    private static let locks = "use_lockfile = true\n  dynamodb_table = \"\(BackendLab.table)\""

    @Test func directReadEqualsStatePull() async throws {
        try await BackendLab.with { lab in
            let backends = [
                ("local", "", [:]), ("file", "backend \"local\" {\n path = \"other/state.json\"\n}", [:]),
                ("workspaces", "backend \"local\" {\n workspace_dir = \"ours\"\n}", [:]),
                ("s3", BackendLab.s3("a/s3.tfstate", Self.locks), [:]),
                ("prefix", BackendLab.s3("b.tfstate", "workspace_key_prefix = \"of us\""), [:]),
                ("empty", BackendLab.s3("d/s.tfstate", "workspace_key_prefix = \"\""), [:]),
                ("data", BackendLab.s3("c.tfstate"), ["TF_DATA_DIR": "elsewhere"]),
            ]
            for (name, backend, environment) in backends {
                let module = try await lab.module(name, backend: backend, environment: environment)
                for workspace in ["default", "eu west"].prefix(name == "file" ? 1 : 2) {
                    let workspace = workspace.replacing(" ", with: "-")
                    try await lab.apply(module, workspace: workspace, environment: environment)
                    let read = try await reader(lab, module, workspace: workspace, environment: environment)
                        .pullState()
                    let pulled = try await lab.terraform(
                        module, ["state", "pull"],
                        environment: environment.merging(["TF_WORKSPACE": workspace]) { _, new in new })
                    // `state pull` ends the text with a line feed of its own.
                    #expect(
                        String(decoding: read.raw, as: UTF8.self).trimmingCharacters(in: .newlines)
                            == pulled.trimmingCharacters(in: .newlines), "\(name), \(workspace)")
                    #expect(read.managed.count == 2)
                }
            }
        }
    }

    @Test func stateThatDidNotChangeIsNotSentAgain() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module("m", backend: BackendLab.s3("s.tfstate", "use_lockfile = true"))
            try await lab.apply(module)
            try await RecordingProxy.with(lab.endpoint) { proxy in
                let reader = reader(lab, module, endpoint: proxy.url)
                let first = try await reader.pullState()
                let again = try await reader.pullState()
                #expect(first.raw == again.raw)
                let before = try proxy.calls().count
                _ = try await reader.pullState()
                // One request, which is answered with 304.
                #expect(try proxy.calls().count == before + 1)
                _ = try await lab.terraform(module, ["taint", "terraform_data.each[0]"])
                let changed = try await reader.pullState()
                #expect(changed.serial == first.serial + 1)
                let calls = try proxy.calls()
                #expect(
                    calls.allSatisfy { $0.method == "GET" || $0.target.hasSuffix(".GetItem") }, "\(calls)")
            }
        }
    }

    @Test func whatIsNoStateIsSaidToBeNone() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module("m", backend: BackendLab.s3("s.tfstate"))
            try await lab.apply(module)
            let prd = await fault { try await reader(lab, module, workspace: "prd").pullState() }
            #expect(prd?.code == .noState)
            #expect(
                prd?.description.contains("s3://states/env:/prd/s.tfstate does not exist") == true,
                "\(prd as Any)")
            try await lab.object("s.tfstate", "")
            let empty = await fault { try await reader(lab, module).pullState() }
            #expect(
                empty?.code == .noState && empty?.description.contains("is empty") == true, "\(empty as Any)")
            try await lab.object("s.tfstate", nil)
            let gone = await fault { try await reader(lab, module).pullState() }
            #expect(gone?.code == .noState, "\(gone as Any)")
            for file in ["/.terraform/terraform.tfstate", "/main.tf"] {
                let text = try String(contentsOfFile: module + file, encoding: .utf8)
                try text.replacing("\"states\"", with: "\"no-such-bucket\"").write(
                    toFile: module + file, atomically: true, encoding: .utf8)
            }
            let bucket = await fault { try await reader(lab, module).pullState() }
            #expect(
                bucket?.code == .failed && bucket?.description.contains("NoSuchBucket") == true,
                "\(bucket as Any)")
            let local = try await lab.module("local", backend: "")
            try await lab.apply(local)
            let other = await fault { try await reader(lab, local, workspace: "prd").pullState() }
            #expect(
                other?.code == .noState && other?.description.contains("there is no workspace 'prd'") == true)
            #expect(!FileManager.default.fileExists(atPath: local + "/terraform.tfstate.d"))
        }
    }

    /// Terraform is run only where it makes no workspace.
    @Test func settingsThatOnlyTerraformFollowsAreLeftToIt() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module(
                "m",
                backend: BackendLab.s3(
                    "s.tfstate", "custom_ca_bundle = \"/etc/ssl/certs/ca-certificates.crt\""))
            try await lab.apply(module)
            let terraform = reader(lab, module, binary: "terraform")
            guard case .command("s3", let reason) = try await terraform.place() else {
                Issue.record("\(try await terraform.place())")
                return
            }
            #expect(reason == "it sets custom_ca_bundle")
            #expect(try await terraform.pullState().managed.count == 2)
            try await RecordingProxy.with(lab.endpoint) { proxy in
                let prd = await fault {
                    try await reader(lab, module, workspace: "prd", endpoint: proxy.url, binary: "terraform")
                        .pullState()
                }
                #expect(prd?.code == .noState, "\(prd as Any)")
                let calls = try proxy.calls()
                #expect(calls.allSatisfy { ["GET", "HEAD"].contains($0.method) }, "\(calls)")
            }
        }
    }

    @Test func digestThatDoesNotMatchIsSaidWithWhatToDo() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module("m", backend: BackendLab.s3("s.tfstate", Self.locks))
            try await lab.apply(module)
            _ = try await reader(lab, module).pullState()
            let other = String(repeating: "a", count: 32)
            try await lab.item("states/s.tfstate-md5", "Digest", other)
            let found = await fault { try await reader(lab, module).pullState() }
            #expect(found?.code == .digestMismatch)
            let words = found?.description ?? ""
            // A digest that is none is no reason not to read, as for Terraform.
            try await lab.item("states/s.tfstate-md5", "Digest", "")
            _ = try await reader(lab, module).pullState()
            for part in [
                "s3://states/s.tfstate, written ", "states/s.tfstate-md5 of the table locks has \(other)",
                "put back the version",
            ] {
                #expect(words.contains(part), "\(words)")
            }
        }
    }

    /// The machine may have a profile of that name with other rights than Terraform's.
    @Test func profileThatTerraformDoesNotGetIsNotUsed() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module("m", backend: BackendLab.s3("s.tfstate"))
            try await lab.apply(module)
            let record = module + "/.terraform/terraform.tfstate"
            let text = try String(contentsOfFile: record, encoding: .utf8)
            try #require(text.contains("\"profile\": null"))
            try text.replacing("\"profile\": null", with: "\"profile\": \"live\"").write(
                toFile: record, atomically: true, encoding: .utf8)
            let found = await fault { try await reader(lab, module).pullState() }
            #expect(found?.code == .noCredentials)
            #expect(
                found?.description.contains("the backend names the profile 'live'") == true, "\(found as Any)"
            )
        }
    }

    @Test func locksAreSeenWithTheirHolder() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module("m", backend: BackendLab.s3("s.tfstate", Self.locks))
            try await lab.apply(module)
            let reader = reader(lab, module)
            #expect(await reader.lockStatus() == .free)
            let info =
                #"{"ID":"6f3d","Operation":"OperationTypeApply","Who":"ci@runner","Created":"2026-11-24T10:48:04.6Z"}"#
            try await lab.object("s.tfstate.tflock", info)
            guard case .held(let holder) = await reader.lockStatus() else {
                Issue.record("not held")
                return
            }
            #expect(holder.id == "6f3d" && holder.who == "ci@runner" && holder.createdAt != nil)
            try await lab.object("s.tfstate.tflock", "")
            guard case .unknown(let reason) = await reader.lockStatus() else {
                Issue.record("an empty lock is not unknown")
                return
            }
            #expect(reason.detail.contains("s3://states/s.tfstate.tflock"), "\(reason)")
            try await lab.object("s.tfstate.tflock", nil)
            try await lab.item("states/s.tfstate", "Info", info)
            guard case .held = await reader.lockStatus() else {
                Issue.record("the item of the table is not seen")
                return
            }
            // Somebody stops all applies with an item of the key alone.
            try await lab.item("states/s.tfstate", "Note", "x")
            guard case .unknown(let reason) = await reader.lockStatus() else {
                Issue.record("an item without a holder is not unknown")
                return
            }
            #expect(reason.detail.contains("the item states/s.tfstate of the table locks"), "\(reason)")
        }
    }
}
