import Demo
import Foundation
import TestSupport
import Testing

/// `ignore:` with real drift, on the sample stack.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct IgnoreTests {
    private func values(_ lab: Lab) async throws -> [String: Double] {
        let program = try await Program.run(["check", "--plan", "--json", "--config", lab.configuration])
        let stacks = try #require(try program.document()["stacks"] as? [[String: Any]], "\(program)")
        let readings = try #require(stacks.first?["readings"] as? [[String: Any]])
        return readings.reduce(into: [:]) { values, reading in
            if let name = reading["signal"] as? String { values[name] = reading["value"] as? Double }
        }
    }

    @Test func listedDriftDoesNotCountAndOtherDriftDoes() async throws {
        try await Lab.with { lab in
            try await lab.changes.trust("edgelambda.amazonaws.com", role: Lab.role)
            let counted = try await values(lab)
            #expect(counted["plan.drift"] == 1 && counted["plan.updates"] == 1)
            #expect(counted["plan.ignored"] == 0)
            let before = Set(try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory()))
            try lab.configure(
                ("guardrails:", "guardrails:\n      ignore: [\"aws_iam_role.*: assume_role_policy\"]"))
            let ignored = try await values(lab)
            #expect(ignored["plan.drift"] == 0 && ignored["plan.updates"] == 0)
            #expect(ignored["plan.ignored"] == 1)
            let after = Set(try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory()))
            #expect(after.subtracting(before).filter { $0.hasPrefix("terrier-plan-") }.isEmpty)
            try lab.configure(("guardrails:", "guardrails:\n      ignore: [\"aws_iam_role.*: tags\"]"))
            let other = try await values(lab)
            #expect(other["plan.drift"] == 1 && other["plan.ignored"] == 0)
        }
    }
}
