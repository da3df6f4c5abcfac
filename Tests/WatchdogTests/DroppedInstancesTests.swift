import Decisions
import Ledger
import Terraform
import Testing

@testable import Watchdog

@Suite struct DroppedInstancesTests {
    private let events = Address(type: "aws_dynamodb_table", name: "events")
    private let role = Address(type: "aws_iam_role", name: "role")

    private func text(_ serial: UInt64, _ addresses: Address...) -> [UInt8] {
        let resources = addresses.map {
            #"{"mode":"managed","type":"\#($0.type)","name":"\#($0.name)","instances":[{"attributes":{"name":"\#($0.name)"}}]}"#
        }
        return Array(
            #"{"version":4,"serial":\#(serial),"lineage":"l","resources":[\#(resources.joined(separator: ","))]}"#
                .utf8)
    }

    private func attempt(_ before: UInt64, _ after: UInt64?, _ body: [UInt8]) -> StateWrite {
        StateWrite(
            repair: "r\(before)", kind: .emergencyDeploy, addresses: [events], isFinished: false,
            lineage: "l",
            serialBefore: before, serialAfter: after, bodies: [body])
    }

    /// A repair that completed.
    private func done(_ kind: RepairKind, _ address: Address, _ before: UInt64, _ after: UInt64) -> StateWrite
    {
        StateWrite(
            repair: "r\(before)", kind: kind, addresses: [address], isFinished: true, lineage: "l",
            serialBefore: before, serialAfter: after, bodies: [])
    }

    @Test func instanceDroppedByAFailedApplyIsRemembered() throws {
        let dropped = DroppedInstances([attempt(20, 22, text(20, events, role))], stack: "s")
        let state = try State(parsing: text(22, role), stack: "s").remembering(dropped)
        #expect(state.managed.map(\.address) == [events, role])
        #expect(state.instance(at: events)?.attributes[.name] == "events")
        // The identity is that of the real state.
        #expect(state.serial == 22 && state.identity.resources == 1)
    }

    @Test func droppedInstanceIsForgottenIfSomebodyElseWroteTheState() throws {
        let dropped = DroppedInstances([attempt(20, 22, text(20, events, role))], stack: "s")
        #expect(try State(parsing: text(23, role), stack: "s").remembering(dropped).managed.count == 1)
        // If the serial after the apply is not known, an apply's own few writes count as its own.
        let unseen = DroppedInstances([attempt(20, nil, text(20, events, role))], stack: "s")
        #expect(try State(parsing: text(22, role), stack: "s").remembering(unseen).managed.count == 2)
        #expect(try State(parsing: text(24, role), stack: "s").remembering(unseen).managed.count == 1)
    }

    @Test func consecutiveAttemptsFormOneChain() throws {
        let chain = [attempt(22, 24, text(22, role)), attempt(20, 22, text(20, events, role))]
        let state = try State(parsing: text(24, role), stack: "s")
        #expect(
            state.remembering(DroppedInstances(chain, stack: "s")).managed.map(\.address) == [events, role])
        // Somebody wrote the state between the two.
        let broken = [attempt(23, 24, text(23, role)), attempt(20, 22, text(20, events, role))]
        #expect(state.remembering(DroppedInstances(broken, stack: "s")).managed.map(\.address) == [role])
        #expect(DroppedInstances([], stack: "s") == nil)
    }

    @Test func repairOfAnotherResourceKeepsADroppedInstance() throws {
        let failed = attempt(20, 22, text(20, events, role))
        for kind in [RepairKind.emergencyDeploy, .removeAlarms, .rollback] {
            let chain = [done(kind, role, 22, 24), failed]
            let state = try State(parsing: text(24, role), stack: "s")
            #expect(
                state.remembering(DroppedInstances(chain, stack: "s")).managed.map(\.address)
                    == [events, role])
        }
    }

    @Test func instanceThatALaterRepairRemovedIsForgotten() throws {
        let chain = [
            done(.rollback, events, 22, 24), attempt(20, 22, text(20, events, role)),
        ]
        let state = try State(parsing: text(24), stack: "s")
        #expect(state.remembering(DroppedInstances(chain, stack: "s")).managed.isEmpty)
    }
}
