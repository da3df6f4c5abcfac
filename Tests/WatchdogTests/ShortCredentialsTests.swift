import Decisions
import Foundation
import Notifications
import Repairs
import Settings
import TestSupport
import Testing

@testable import Watchdog

/// Terraform cannot be given other credentials in the middle of an apply.
@Suite struct ShortCredentialsTests {
    /// The refusal of a repair whose credentials come from a program and are valid for so long; nil if it may begin.
    private func refusal(validFor seconds: Int?, then script: String = "") async throws -> ToolFault? {
        try await Machine.withDirectory { directory in
            let expiration = seconds.map {
                ",\"Expiration\":\"\(Date(timeIntervalSinceNow: TimeInterval($0)).formatted(.iso8601))\""
            }
            let keys = "{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\"\(expiration ?? "")}"
            try keys.write(toFile: directory + "/keys", atomically: true, encoding: .utf8)
            try "[profile p]\ncredential_process = /bin/cat \(directory)/keys\n".write(
                toFile: directory + "/config", atomically: true, encoding: .utf8)
            let text = """
                stacks:
                  - {name: s, directory: \(directory), account: "123456789012", region: us-east-1, profile: p}
                """
            let settings = try #require(try parse(text, file: "terrier.yaml").stacks.first)
            let sharedServices = try #require(
                SharedServices(environment: [
                    "AWS_CONFIG_FILE": directory + "/config", "AWS_EC2_METADATA_DISABLED": "true",
                    "PATH": "/usr/bin:/bin", "HOME": directory,
                ]))
            if !script.isEmpty { _ = try await Program.shell("cd '\(directory)' && \(script)") }
            let caught: ToolFault?
            do throws(ToolFault) {
                try await StackAssembly(settings, sharedServices).renewCredentials()
                caught = nil
            } catch {
                caught = error
            }
            await sharedServices.close()
            return caught
        }
    }

    @Test func noApplyBeginsWithCredentialsThatExpireSoon() async throws {
        let short = try #require(try await refusal(validFor: 120))
        #expect(short.kind == .account && short.message.contains("an apply may take 20m"), "\(short)")
        #expect(try await refusal(validFor: 400) == nil)
        #expect(try await refusal(validFor: nil) == nil)
    }

    @Test func noApplyBeginsWithoutCredentials() async throws {
        let none = try #require(try await refusal(validFor: nil, then: "rm keys"))
        #expect(
            none.kind == .account && none.message.hasPrefix("there are no longer any credentials"), "\(none)")
    }
}
