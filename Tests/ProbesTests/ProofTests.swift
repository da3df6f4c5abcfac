import AWS
import Decisions
import Demo
import HTTP
import Terraform
import TestSupport
import Testing

@testable import Probes

/// Whose the credentials of the entries of `providers:` are. The emulator has one account.
@Suite(.enabled(if: Requirement.has(.moto), "needs moto"))
struct ProofTests {
    private func with(hub account: String, _ body: (StackProbe) async throws -> Void) async throws {
        try await Machine.withEmulator { emulator, http in
            let aws = AWSClient(
                http: http, credentials: FixedCredentials(EmulatorChanges.credentials),
                endpoint: emulator.endpoint)
            let hub = ConfiguredProvider(name: "aws.hub", aws: aws, account: account, region: nil)
            try await body(
                StackProbe(
                    terraform: Terraform(
                        TerraformStack(name: "s", directory: "/no/such", environment: [:])),
                    aws: aws, http: http,
                    subject: .init(
                        stack: "s", account: "123456789012", region: "us-east-1", tiers: [],
                        endpoints: [], isEmulated: true), providers: [hub]))
        }
    }

    private func state(_ alias: String) throws -> State {
        let text =
            #"{"version":4,"serial":1,"lineage":"l","resources":[{"mode":"managed","type":"aws_iam_role","name":"r","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]\#(alias)","instances":[{"attributes":{}}]}]}"#
        return try State(parsing: Array(text.utf8), stack: "s")
    }

    @Test func entryOfAnotherAccountIsRefusedOnlyForWhatItManages() async throws {
        try await with(hub: "222222222222") { probe in
            #expect(await probe.callerAccount(for: []) == .shown(account: "123456789012"))
            #expect(await probe.callerAccount(for: ["aws", "aws.west"]) == .shown(account: "123456789012"))
            let proof = await probe.callerAccount(for: ["aws", "aws.hub"])
            #expect(
                proof
                    == .unknown(
                        Unknown(
                            .wrongAccount,
                            "the credentials of aws.hub belong to 123456789012, 'providers:' says 222222222222"
                        )))
            // An entry that the state does not use is not asked about.
            let (without, with) = (try state(""), try state(".hub"))
            #expect(await probe.proofs(for: without).isEmpty)
            #expect(await probe.proofs(for: with) == ["aws.hub": proof])
        }
    }

    @Test func entryOfItsOwnAccountIsProven() async throws {
        try await with(hub: "123456789012") { probe in
            #expect(await probe.callerAccount(for: ["aws.hub"]) == .shown(account: "123456789012"))
        }
    }

    /// With credentials of another account, Terraform would plan to create everything that is in the right one.
    @Test func nothingIsPlannedWhileAnEntryIsInDoubt() async throws {
        try await with(hub: "222222222222") { probe in
            let state = try state(".hub")
            let homes = probe.homes(
                in: state, .shown(account: "123456789012"), await probe.proofs(for: state))
            let order = StackProbe.ProbeOptions(plan: true, now: Timestamp(seconds: 1000))
            guard case .unknown(let reason) = await probe.plan(order, from: state, homes).outcome else {
                Issue.record("it was planned")
                return
            }
            #expect(reason.cause == .wrongAccount)
        }
    }
}
