import Decisions
import Ledger
import Notifications
import Synchronization
import Terraform
import Testing

@testable import Watchdog

/// A resource that exists in AWS and not in the state needs a person, unless a running repair has created it.
@Suite struct UntrackedTests {
    @Test func resourceOfARunningRepairIsLoggedOnlyAfterItsEnd() async throws {
        let table = Address(type: "aws_dynamodb_table", name: "t")
        func state(_ resources: String) throws -> State {
            let text = #"{"version":4,"serial":7,"lineage":"l","resources":[\#(resources)]}"#
            return try State(parsing: Array(text.utf8), stack: "s")
        }
        let named =
            #"{"mode":"managed","type":"aws_dynamodb_table","name":"t","instances":[{"attributes":{}}]}"#
        let dropped = DroppedInstances(lineage: "l", serials: 7...7, instances: try state(named).managed)
        let bench = LoopBench(
            state: .success(try state("").remembering(dropped)), instances: [InstanceReport(table, .healthy)])
        // The repair runs as long as the admission exists.
        let repair = Mutex<RepairAdmission?>(nil)
        try await bench.run(
            cycles: 12,
            before: { cycle in
                switch cycle {
                case 0:
                    let admission = try bench.book.begin(
                        RepairBeginning(
                            stack: "s", kind: .emergencyDeploy, rule: nil, incident: nil, tier: nil,
                            addresses: [table], apply: true, requestedBy: "kim", why: "it is gone",
                            configuration: "c", at: bench.now))
                    repair.withLock { $0 = admission }
                case 5:
                    guard let admission = repair.withLock({ $0.take() }) else { return }
                    try bench.book.end(
                        admission, outcome: .notVerified, reason: "so", serialAfter: 7, at: bench.now)
                default: break
                }
            })
        #expect(bench.cycles { $0 == .resourceUntracked(table) } == [6])
    }
}
