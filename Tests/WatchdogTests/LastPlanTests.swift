import Decisions
import Ledger
import Notifications
import Probes
import Synchronization
import Terraform
import Testing

@testable import Watchdog

/// How long the loop keeps the result of a plan, and when it plans again.
@Suite struct LastPlanTests {
    private static let state = #"""
        {"version":4,"serial":7,"lineage":"l","resources":[
        {"mode":"managed","type":"aws_transfer_server","name":"q","instances":[{"attributes":{"name":"q"}}]}]}
        """#
    private static let server = Address(type: "aws_transfer_server", name: "q")

    private func bench(_ plan: @escaping @Sendable (Int) -> PlanReport?) throws -> LoopBench {
        LoopBench(
            state: .success(try State(parsing: Array(Self.state.utf8), stack: "s")),
            instances: [InstanceReport(Self.server, .notAsked)], plan: plan)
    }

    private static func report(_ outcome: PlanOutcome? = nil, code: String = "c") -> PlanReport {
        PlanReport(
            outcome ?? .planned(PlanSummary(changes: [], drift: [])), refresh: Refresh(present: [server]),
            code: code)
    }

    @Test func changedCodeIsPlannedSooner() async throws {
        let bench = try bench { cycle in Self.report(code: cycle < 4 ? "c" : "d") }
        try await bench.run(cycles: 22)
        // Cycle 4 sees that the code has changed.
        #expect(bench.planned.withLock { $0 } == [0, 5, 20])
        let plan = try #require(bench.ledger.lastPlan(of: "s"))
        #expect(plan.code == "d" && plan.unread.isEmpty)
    }

    @Test func planWithoutAResultIsNotTriedSooner() async throws {
        let bench = try bench { _ in Self.report(.unknown(Unknown(.locked, "held"))) }
        try await bench.run(cycles: 20)
        #expect(bench.planned.withLock { $0 } == [0, 15])
        #expect(bench.ledger.lastPlan(of: "s") == nil)
    }

    @Test func verdictNamesAPlanThatFails() async throws {
        let bench = try bench { cycle in cycle < 15 ? Self.report() : Self.report(.failed("no")) }
        try await bench.run(cycles: 20)
        var said: [(Int, String)] = []
        for (cycle, event) in bench.said.withLock({ $0 }) {
            if case .verdict(_, _, let seen, _) = event { said.append((cycle, seen)) }
        }
        #expect(said.map(\.0) == [0, 15])
        #expect(said.first?.1 == "1 resource, 0 asked, 1 as the plan saw it, none missing")
        #expect(said.last?.1.hasSuffix("; the plan fails") == true)
    }
}
