import Decisions
import Terraform
import Testing

@testable import Repairs

@Suite struct ProviderEvidenceTests {
    private func address(_ name: String) -> Address { Address(type: "aws_sqs_queue", name: name) }

    private func observation(_ statuses: [(String, InstanceStatus)]) -> Observation {
        Observation(
            at: Timestamp(seconds: 0), snapshot: nil, readings: [],
            instances: statuses.map { InstanceReport(address($0.0), $0.1) }, removed: [], alarms: [],
            lock: .free, account: .shown(account: "1"), plan: .unknown(Unknown(.notAsked, "")))
    }

    /// The refusal names its true reason.
    @Test(
        arguments: [
            ([InstanceStatus.healthy, .missing], nil),
            (
                [.missing, .unknown(Unknown(.denied, "x"))],
                "no healthy resource of the stack was found in its account and region"
            ),
            ([.unhealthy("x")], "no healthy resource of the stack was found in its account and region"),
            (
                [.notAsked, .unknown(Unknown(.wrongAccount, "x"))],
                "no resource of the stack could be asked for in its account and region (wrong account: x)"
            ),
            ([.notAsked], "Terrier cannot ask AWS about any type of the stack's resources"),
        ] as [([InstanceStatus], String?)])
    func stackWithoutEvidenceIsRefused(statuses: [InstanceStatus], reason: String?) {
        let refusal = ProviderEvidence.refusal(
            observation(statuses.enumerated().map { ("q\($0)", $1) }))
        #expect((refusal == nil) == (reason == nil))
        if let reason { #expect(refusal?.reason.hasPrefix(reason) == true, "\(String(describing: refusal))") }
    }

    /// What the default configuration created shows nothing about another one.
    @Test func eachAliasShowsItsOwnPlace() throws {
        func resource(_ name: String, _ alias: String) -> String {
            #"{"mode":"managed","type":"aws_sqs_queue","name":"\#(name)","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]\#(alias)","instances":[{"attributes":{}}]}"#
        }
        let resources = [
            resource("own", ""), resource("own2", ""), resource("hub", ".hub"), resource("hub2", ".hub"),
        ].joined(separator: ",")
        let state = try State(
            parsing: Array(#"{"version":4,"serial":1,"lineage":"l","resources":[\#(resources)]}"#.utf8),
            stack: "s")
        func refusals(_ lost: [String], there: [String]) -> [Refusal] {
            ProviderEvidence.refusals(
                for: lost.map(address),
                observation(there.map { ($0, .healthy) } + lost.map { ($0, .missing) }), state)
        }
        #expect(refusals(["hub"], there: ["hub2"]).isEmpty)
        #expect(refusals(["own"], there: ["hub2"]).isEmpty)
        let refused = refusals(["hub", "hub2"], there: ["own", "own2"])
        #expect(refused.map(\.guardrail) == [.account])
        #expect(refused.first?.reason.hasPrefix("no healthy resource of aws.hub was found") == true)
    }
}
