import Commands
import Decisions
import Foundation
import Ledger
import Notifications
import Repairs
import Synchronization
import TestSupport
import Testing

@testable import Watchdog

@Suite struct WatchdogTests {
    @Test func statusLineListsVerdicts() async {
        let board = StatusBoard(stacks: ["a", "b", "c"])
        #expect(await board.line == "3 stacks: first check running")
        await board.report("a", .healthy)
        await board.report("b", .critical)
        #expect(await board.line == "3 stacks: 1 healthy, 1 critical (b), 1 not checked yet")
    }

    @Test func loopHangsIfAWaitOrAPauseBetweenWaitsIsTooLong() async throws {
        let clock = SteadyClock()
        let board = StatusBoard(stacks: ["a", "b"], clock: clock.read)
        let (a, b) = (try #require(board.life(of: "a")), try #require(board.life(of: "b")))
        #expect(await board.hanging(.seconds(10)).isEmpty)
        let (call, patience) = (b.began(atMost: .seconds(300)), Duration.seconds(60))
        // More than a minute without a wait counts as a hang; a call that may take five minutes does not, until they are over.
        clock.pass(.seconds(60))
        #expect(a.standsStill(patience) == nil)
        clock.pass(.seconds(1))
        #expect(a.standsStill(patience) == .seconds(61))
        clock.pass(.seconds(239))
        #expect(b.standsStill(patience) == nil)
        clock.pass(.seconds(1))
        #expect(b.standsStill(patience) == .seconds(1))
        b.ended(call)
        clock.pass(.seconds(60))
        #expect(b.standsStill(patience) == nil)
        clock.pass(.seconds(1))
        #expect(b.standsStill(patience) == .seconds(61))
        a.move()
        #expect(await board.hanging(.seconds(2)).map(\.stack) == ["b"])
    }

    @Test func waitsOfATaskAreObservedAndThoseOfARepairAreNot() async throws {
        let clock = SteadyClock()
        let life = Liveness(clock: clock.read)
        await Waiting.$observer.withValue(life) {
            await Waiting.atMost(.seconds(300)) {
                clock.pass(.seconds(200))
                #expect(life.standsStill(.zero) == nil)
            }
            clock.pass(.seconds(1))
            #expect(life.standsStill(.zero) == .seconds(1))
            let dispatcher = RepairDispatcher(
                launch: { _, _, _ in
                    #expect(Waiting.observer == nil)
                    return .ended("exit code 0")
                }, events: .inMemory(), now: MachineClock.now)
            let ledger = MemoryLedger()
            await dispatcher.start(request, longest: .seconds(1), ledger: ledger)
            await dispatcher.drain()
        }
    }

    private var request: RepairRequest {
        RepairRequest(
            stack: "s", kind: .emergencyDeploy, addresses: [], apply: true, requestedBy: "t",
            configuration: "c", askedAt: MachineClock.now())
    }

    @Test func privateFilesAreReadableOnlyByTheirOwner() throws {
        let files = try #require(PrivateFiles([:]))
        let path = try #require(files.write("secret", to: "credentials-s"))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(
            try FileManager.default.attributesOfItem(atPath: files.directory)[.posixPermissions] as? Int
                == 0o700)
        _ = files.write("other", to: "credentials-s")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "other")
        files.remove()
        #expect(!FileManager.default.fileExists(atPath: files.directory))
        #expect(PrivateFiles(["RUNTIME_DIRECTORY": "/no/such/directory"]) == nil)
    }

    @Test func whatAKilledProcessLeftIsRemovedAfterADay() async throws {
        try await Machine.withDirectory { base in
            func left(_ name: String, hours: Double) throws -> String {
                let path = "\(base)/\(name)"
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                try "secret".write(toFile: path + "/plan", atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -3600 * hours)], ofItemAtPath: path)
                return path
            }
            let old = try left("terrier-private-aaaaaa", hours: 25)
            let others = [
                try left("terrier-private-bbbbbb", hours: 23), try left("terrier-impact-aaaaaa", hours: 99),
            ]
            // It lives, and has written nothing for two days.
            let living = try #require(PrivateFiles(["TMPDIR": base]))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -172_800)], ofItemAtPath: living.directory)
            let files = try #require(PrivateFiles(["TMPDIR": base]))
            #expect(!FileManager.default.fileExists(atPath: old))
            for path in others + [living.directory] { #expect(FileManager.default.fileExists(atPath: path)) }
            living.remove()
            files.remove()
        }
    }

    @Test func removalFromTheStateIsLoggedOnce() {
        let table = Address(type: "aws_dynamodb_table", name: "t")
        let identity = SnapshotIdentity(lineage: "l", serial: 8, resources: 1, bytes: 1, sha256: "x")
        let observation = Observation(
            at: Timestamp(seconds: 0), snapshot: identity, readings: [], instances: [],
            removed: [table],
            alarms: [], lock: .free, account: .shown(account: "1"), plan: .unknown(Unknown(.notAsked, "")))
        var cycleReporter = CycleReporter()
        func events() -> [Event] {
            cycleReporter.events(
                for: observation, stateFault: nil,
                checkResult: CheckResult(verdict: .healthy, tripped: [], unknown: []), isRepairing: false)
        }
        let said = events()
        #expect(said.contains(.resourceRemoved(table, serial: 8)))
        #expect(said.contains(.stateBelieved(identity)))
        // Said once.
        #expect(events().isEmpty)
    }

    @Test func eventsOfALineDependOnItsOutcomeAndStep() {
        let table = Address(type: "aws_dynamodb_table", name: "t")
        func events(_ outcome: RepairOutcome?, step: RepairStep = .verify) -> [Event] {
            RepairMessage(
                repair: "r", step: step, message: "m", addresses: [table],
                actions: [.change(PlannedChange(table, .create))],
                refusals: outcome == .refused ? [Refusal(.backups, "one")] : [], outcome: outcome, serial: 8,
                lineage: "l"
            ).events(of: request)
        }
        #expect(
            events(.repaired) == [
                .repaired(
                    repair: "r", kind: .emergencyDeploy, incident: nil, message: "m", serial: 8, lineage: "l"),
                .tableEmpty(repair: "r", incident: nil, table),
            ])
        #expect(
            events(.refused) == [
                .repairRefused(
                    repair: "r", kind: .emergencyDeploy, incident: nil,
                    why: Refusal(.backups, "one").description)
            ])
        #expect(
            events(.wouldApply) == [
                .wouldApply(
                    repair: "r", kind: .emergencyDeploy, incident: nil,
                    actions: [.change(PlannedChange(table, .create))])
            ])
        for outcome in [RepairOutcome.failed, .notVerified, .unknown] {
            #expect(
                events(outcome) == [
                    .repairFailed(repair: "r", kind: .emergencyDeploy, incident: nil, message: "m")
                ])
        }
        #expect(
            events(nil, step: .inspect) == [
                .repairPlanned(
                    repair: "r", kind: .emergencyDeploy, incident: nil,
                    actions: [.change(PlannedChange(table, .create))])
            ])
        #expect(
            events(nil, step: .apply) == [
                .repairStep(
                    repair: "r", kind: .emergencyDeploy, incident: nil, message: "m", serial: 8, lineage: "l")
            ])
    }
}

/// A clock that a test advances.
private final class SteadyClock: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    @Sendable func read() -> ContinuousClock.Instant { instant.withLock { $0 } }
    func pass(_ duration: Duration) { instant.withLock { $0 += duration } }
}
