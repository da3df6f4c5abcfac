import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// What a plan reports if a provider gets no credentials, or wrong ones. The diagnostics are those of Terraform 1.11 and the AWS
/// provider 5.100.
@Suite struct LackingCredentialsTests {
    /// The fault of a program in Terraform's place that prints one diagnostic.
    private func fault(_ summary: String, _ detail: String = "", provider: String) async throws
        -> TerraformFault
    {
        try await Machine.withDirectory { directory in
            let address = #"provider[\"registry.terraform.io/hashicorp/aws\"]"# + provider
            let line =
                #"{"type":"diagnostic","@level":"error","diagnostic":{"severity":"error","summary":"\#(summary)","detail":"\#(detail)","address":"\#(address)"}}"#
            try line.write(toFile: directory + "/line", atomically: true, encoding: .utf8)
            let program = directory + "/terraform"
            try "#!/bin/sh\ncat '\(directory)/line'\nexit 1\n".write(
                toFile: program, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            let terraform = Terraform(
                TerraformStack(
                    name: "s", directory: directory, binary: program,
                    environment: ["PATH": "/usr/bin:/bin"]))
            return try await #require(throws: TerraformFault.self) { _ = try await terraform.plan(.init()) }
        }
    }

    @Test func profileThatIsNotThereIsNotDenied() async throws {
        let lacking = try await fault("failed to get shared config profile, hub", provider: ".hub")
        #expect(lacking.code == .noCredentials && lacking.unknown.cause == .noCredentials)
        #expect(lacking.description.contains("failed to get shared config profile, hub"))
        #expect(lacking.description.hasSuffix("add aws.hub with its profile to 'providers:'"))
        let own = try await fault("failed to get shared config profile, prod", provider: "")
        #expect(own.description.hasSuffix("Terraform gets only the stack's own profile: set 'profile:'"))
    }

    @Test func noCredentialsAtAllAreNotDenied() async throws {
        let none = try await fault(
            "No valid credential sources found",
            "Error: failed to refresh cached credentials, no EC2 IMDS role found", provider: "")
        #expect(none.unknown.cause == .noCredentials)
    }

    @Test func rejectedCredentialsAreDenied() async throws {
        let denied = try await fault(
            "validating provider credentials", "api error InvalidClientTokenId: x", provider: ".hub")
        #expect(denied.unknown.cause == .denied)
    }
}
