import Decisions
import Ledger
import Synchronization
import Terraform
import Testing

@testable import Repairs

/// What a restore reads, refuses and writes, and in which order.
@Suite struct RestoreStateTests {
    /// A backend that a test controls.
    private final class Backend: Sendable {
        struct World: Sendable {
            /// What is believed, and chosen unless `chosen` is set.
            var believed: State?
            var chosen: State?
            var found: State?
            /// What the backend has from the read with this number on: somebody else has written.
            var later: (read: Int, state: State)?
            var foreseen: Result<PlanSummary, ToolFault> = .success(PlanSummary(changes: [], drift: []))
            /// How many pushes succeed; and why the next one does not.
            var pushes = 9
            var fault = ToolFault(.lock, "kim@laptop holds the lock")
            var pushesEmpty = false
            var digest: Result<Bool, ToolFault> = .success(false)
            var reads = 0
            var done: [String] = []
        }

        let world: Mutex<World>

        init(_ world: World) { self.world = Mutex(world) }

        private func push(_ name: String, _ state: State) throws(ToolFault) {
            try world.withLock { world -> Result<Void, ToolFault> in
                guard world.pushes > 0 else { return .failure(world.fault) }
                world.pushes -= 1
                world.done.append("\(name) \(state.serial)")
                world.found = state
                return .success(())
            }.get()
        }

        var tools: StateTools {
            StateTools(
                stored: { () throws(TerraformFault) in
                    let found = self.world.withLock { world in
                        world.reads += 1
                        if let later = world.later, world.reads >= later.read { world.found = later.state }
                        return world.found
                    }
                    guard let found else { throw TerraformFault(.noState, "no state") }
                    return found
                },
                snapshot: { _ throws(ToolFault) in
                    let (chosen, believed) = self.world.withLock { ($0.chosen ?? $0.believed, $0.believed) }
                    guard let chosen else { throw ToolFault(.failed, "there is none") }
                    return ChosenSnapshot(state: chosen, name: "snapshot 3", believed: believed?.identity)
                },
                foresee: { _, _ throws(ToolFault) in
                    try self.world.withLock { world in
                        world.done.append("foresee")
                        return world.foreseen
                    }.get()
                },
                clearDigest: { begins throws(ToolFault) in
                    begins()
                    return try self.world.withLock { $0.digest }.get() ? "removed the digest" : nil
                },
                pushEmpty: { state, _ throws(ToolFault) in
                    guard self.world.withLock({ $0.pushesEmpty }) else { return false }
                    do {
                        try self.push("empty", try RestoreStateTests.state("l", 1, resources: 0))
                    } catch let fault as ToolFault {
                        throw fault
                    } catch {
                        throw ToolFault(.failed, "\(error)")
                    }
                    return true
                },
                push: { state, _ throws(ToolFault) in try self.push("push", state) },
                plan: { _ throws(ToolFault) in PlanSummary(changes: [], drift: []) })
        }
    }

    fileprivate static func state(_ lineage: String, _ serial: UInt64, resources: Int = 2) throws -> State {
        let names = (0..<resources).map {
            #"{"mode":"managed","type":"a_b","name":"n\#($0)","instances":[{"attributes":{}}]}"#
        }.joined(separator: ",")
        let text = #"{"version":4,"serial":\#(serial),"lineage":"\#(lineage)","resources":[\#(names)]}"#
        return try State(parsing: Array(text.utf8), stack: "s")
    }

    /// Restores over this backend; what was done, and the last line.
    private func restore(
        _ world: Backend.World, why: String? = nil, apply: Bool = true
    ) async throws -> (last: RepairMessage, done: [String], steps: [String]) {
        let backend = Backend(world)
        var result: (RepairMessage, [String], [String])?
        try await Stage.with { stage in
            stage.set {
                $0.states = backend.tools
                $0.hasState = false
            }
            var request = stage.request(.restoreState, addresses: [], apply: apply, why: why)
            (request.intent.rule, request.intent.incident) = (nil, nil)
            let last = await stage.perform(request)
            let steps = try await stage.book.repairs().first?.steps ?? []
            result = (last, backend.world.withLock { $0.done }, steps)
        }
        return try #require(result)
    }

    @Test func lostStateComesBackWithoutAReason() async throws {
        let seven = try Self.state("l", 7)
        let empty = try Self.state("l", 7, resources: 0)
        for (found, serial) in [(nil, 8), (try Self.state("l", 3), 8), (empty, 8)] as [(State?, Int)] {
            let (last, done, _) = try await restore(.init(believed: seven, found: found))
            #expect(last.outcome == .repaired && done == ["push \(serial)"], "\(last.message) \(done)")
        }
    }

    /// A slip in the number of the snapshot, with a healthy state in the backend; and the same after `snapshots forget`.
    @Test func stateThatIsNotLostIsOverwrittenOnlyWithAReasonAndALook() async throws {
        let (old, new) = (try Self.state("l", 7), try Self.state("l", 9, resources: 5))
        for believed in [new, nil] {
            let world = Backend.World(believed: believed, chosen: old, found: new)
            let (last, done, _) = try await restore(world)
            #expect(last.outcome == .refused && done.isEmpty, "\(last.message) \(done)")
            #expect(
                last.message.contains("serial 9 with 5 resources, which does not look lost")
                    && last.message.contains("--dry-run"), "\(last.message)")
            let dry = try await restore(world, apply: false)
            #expect(dry.last.outcome == .wouldApply && dry.last.message.contains("needs --why"))
            let asked = try await restore(world, why: "the new state is wrong")
            #expect(asked.last.outcome == .repaired && asked.done == ["foresee", "push 10"])
            #expect(
                asked.steps.contains { $0.contains("Terraform would plan nothing") }, "\(asked.steps)")
            // What Terraform would do is not known: nothing is written.
            var unknown = world
            unknown.foreseen = .failure(ToolFault(.failed, "init failed"))
            let blind = try await restore(unknown, why: "the new state is wrong")
            #expect(blind.last.outcome == .refused && blind.done == ["foresee"], "\(blind.last.message)")
        }
    }

    /// Terraform would accept it: the pushed serial is far above the backend's.
    @Test func whoWritesBetweenTheReadAndThePushIsNotOverwritten() async throws {
        let believed = try Self.state("l", 60, resources: 5)
        let (five, six) = (try Self.state("l", 5), try Self.state("l", 6, resources: 3))
        var world = Backend.World(believed: believed, found: five, later: (2, six))
        let (last, done, _) = try await restore(world)
        #expect(last.outcome == .refused && done.isEmpty, "\(last.message) \(done)")
        #expect(last.message.contains("the backend now has serial 6 with 3 resources"), "\(last.message)")
        // Between the empty state and the stored one: reads 1 and 2 find nothing, read 3 what somebody else has applied.
        (world.found, world.later, world.pushesEmpty) = (nil, (3, try Self.state("m", 2)), true)
        let second = try await restore(world)
        #expect(second.last.outcome == .notVerified && second.done == ["empty 1"], "\(second.last.message)")
    }

    /// What was written is not said to be untouched.
    @Test func pushThatIsStoppedHalfwayIsNotCalledRefused() async throws {
        var world = Backend.World(believed: try Self.state("l", 7), pushes: 0, pushesEmpty: true)
        let none = try await restore(world)
        #expect(none.last.outcome == .refused && none.done.isEmpty, "\(none.last.message)")
        world.pushes = 1
        let half = try await restore(world)
        #expect(half.last.outcome == .notVerified && half.done == ["empty 1"], "\(half.last.message)")
        // The digest may be gone, although the lock of that step was not released.
        world.digest = .failure(ToolFault(.failed, "our own lock was replaced by another one"))
        let digest = try await restore(world)
        #expect(digest.last.outcome == .notVerified && digest.done.isEmpty, "\(digest.last.message)")
        (world.digest, world.pushes) = (.success(false), 0)
        #expect(try await restore(world).last.outcome == .refused)
    }
}
