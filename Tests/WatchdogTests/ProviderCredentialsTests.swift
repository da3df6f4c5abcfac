import Decisions
import Foundation
import Notifications
import Repairs
import Settings
import Terraform
import TestSupport
import Testing

@testable import Watchdog

/// What Terraform gets for the entries of `providers:`.
@Suite struct ProviderCredentialsTests {
    /// Runs a closure with a stack that has two profiles of its own in the shared files.
    private func with(
        _ providers: String, keys: (network: Int?, own: Int?) = (nil, nil),
        _ body: (StackAssembly) async throws -> Void
    ) async throws {
        try await Machine.withDirectory { directory in
            func document(_ name: String, _ seconds: Int?) throws {
                let expiration = seconds.map {
                    ",\"Expiration\":\"\(Date(timeIntervalSinceNow: TimeInterval($0)).formatted(.iso8601))\""
                }
                try
                    "{\"Version\":1,\"AccessKeyId\":\"A\(name)\",\"SecretAccessKey\":\"s\"\(expiration ?? "")}"
                    .write(
                        toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
            }
            try document("own", keys.own)
            try document("network", keys.network)
            try """
            [profile own]
            credential_process = /bin/cat \(directory)/own
            [profile network]
            credential_process = /bin/cat \(directory)/network
            """.write(toFile: directory + "/config", atomically: true, encoding: .utf8)
            let text = """
                stacks:
                  - {name: s, directory: \(directory), account: "123456789012", region: us-east-1, profile: own, endpoint: "http://127.0.0.1:1", providers: \(providers)}
                """
            let settings = try #require(try parse(text, file: "terrier.yaml").stacks.first)
            let sharedServices = try #require(
                SharedServices(environment: [
                    "AWS_CONFIG_FILE": directory + "/config", "AWS_EC2_METADATA_DISABLED": "true",
                    "PATH": "/usr/bin:/bin", "HOME": directory, "TMPDIR": directory,
                ]))
            do {
                try await body(StackAssembly(settings, sharedServices))
            } catch {
                await sharedServices.close()
                throw error
            }
            await sharedServices.close()
        }
    }

    private func credentialsFile(_ assembly: StackAssembly) async throws -> String {
        let file = try #require(await assembly.terraform().stack.environment["AWS_SHARED_CREDENTIALS_FILE"])
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        return try String(contentsOfFile: file, encoding: .utf8)
    }

    private static let network = "[{provider: aws.network, account: \"210987654321\", profile: network}]"

    @Test func terraformGetsEachProfileInAFileOfItsOwn() async throws {
        try await with(Self.network) { assembly in
            let file = try await credentialsFile(assembly)
            let sections = file.matches(of: /\[(\w+)\]\naws_access_key_id = (\w+)\n/).map {
                "\($0.1) \($0.2)"
            }
            #expect(sections == ["default Aown", "own Aown", "network Anetwork"])
        }
    }

    /// Terraform assumes a role itself, with the stack's own identity.
    @Test func roleWithoutAProfileIsNoSection() async throws {
        try await with("[{provider: aws.hub, role_arn: \"arn:aws:iam::222222222222:role/r\"}]") { assembly in
            let file = try await credentialsFile(assembly)
            #expect(file.matches(of: /\[\w+\]/).map { String($0.0) } == ["[default]", "[own]"])
        }
    }

    @Test func noApplyBeginsIfAProfileExpiresSoon() async throws {
        func fault(_ assembly: StackAssembly) async -> ToolFault? {
            do throws(ToolFault) {
                try await assembly.renewCredentials()
                return nil
            } catch {
                return error
            }
        }
        try await with(Self.network, keys: (network: 120, own: nil)) { assembly in
            #expect(await fault(assembly)?.message.contains("an apply may take 20m") == true)
        }
        try await with(Self.network, keys: (network: 4000, own: 3000)) { #expect(await fault($0) == nil) }
    }

    @Test func unusedEntryIsNamedWithWhatTheStateHas() async throws {
        let text =
            #"{"version":4,"serial":1,"lineage":"l","resources":[{"mode":"managed","type":"aws_iam_role","name":"r","provider":"provider[\"registry.terraform.io/hashicorp/aws\"].network","instances":[{"attributes":{}}]}]}"#
        let state = try State(parsing: Array(text.utf8), stack: "s")
        try await with(Self.network) { #expect(UnusedProviders.remarks($0.settings, in: state) == []) }
        try await with("[{provider: aws.netwrk, region: us-east-1}]") { assembly in
            #expect(
                UnusedProviders.remarks(assembly.settings, in: state) == [
                    "s: no resource of the state uses 'aws.netwrk' of 'providers:'; the state has aws.network"
                ])
        }
    }
}
