import AWS
import Decisions
import Demo
import Foundation
import HTTP
import Terraform
import TestSupport
import Testing

@testable import Probes

/// An S3 that answers 5xx, pages for people, or only a part of the object: never a state, and never one with less in it.
@Suite struct BackendFaultTests {
    private static let state = """
        {"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"l","outputs":{},"resources":[
        {"mode":"managed","type":"aws_dynamodb_table","name":"events","provider":"provider[\\"registry.terraform.io/hashicorp/aws\\"]",
         "instances":[{"schema_version":1,"attributes":{"name":"n"}}]}]}

        """

    @Test func onlyAWholeObjectIsAState() async throws {
        try await Machine.withDirectory { directory in
            let (mode, object, module) = (directory + "/mode", directory + "/object", directory + "/module")
            try Self.state.write(toFile: object, atomically: true, encoding: .utf8)
            try FileManager.default.createDirectory(
                atPath: module + "/.terraform", withIntermediateDirectories: true)
            try "terraform {\n  backend \"s3\" {}\n}\n".write(
                toFile: module + "/main.tf", atomically: true, encoding: .utf8)
            try await ObjectServer.with(modeIn: mode, object: object) { url in
                try """
                {"version":3,"backend":{"type":"s3","hash":1,"config":{"bucket":"states","key":"s.tfstate",
                 "region":"us-east-1","use_path_style":true,"endpoints":{"s3":"\(url)"}}}}
                """.write(toFile: module + "/.terraform/terraform.tfstate", atomically: true, encoding: .utf8)
                try await HTTPClient.with { http in
                    let terraform = Terraform(
                        TerraformStack(
                            name: "s", directory: module, binary: "no-such-terraform", environment: [:]),
                        objects: S3BackendObjects(
                            http: http, own: FixedCredentials(EmulatorChanges.credentials),
                            environment: [:], endpoint: url))
                    func read(_ how: String) async throws -> Result<State, TerraformFault> {
                        try how.write(toFile: mode, atomically: true, encoding: .utf8)
                        do throws(TerraformFault) {
                            return .success(try await terraform.pullState())
                        } catch {
                            return .failure(error)
                        }
                    }
                    // With a state that was read before, too: what cannot be read is not replaced by what is remembered.
                    for _ in 1...2 {
                        for status in ["500", "503", "403", "301", "204"] {
                            let result = try await read(status)
                            #expect(throws: TerraformFault.self, "\(status)") { try result.get() }
                        }
                        for length in stride(from: 0, to: Self.state.utf8.count - 1, by: 97) {
                            for how in ["cut \(length)", "short \(length)"] {
                                let result = try await read(how)
                                #expect(throws: TerraformFault.self, "\(how)") { try result.get() }
                            }
                        }
                        let page = try await read("html")
                        #expect(throws: TerraformFault.self) { try page.get() }
                        let whole = try await read("whole").get()
                        #expect(String(decoding: whole.raw, as: UTF8.self) == Self.state)
                    }
                }
            }
        }
    }
}
