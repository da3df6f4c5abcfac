import Commands
import Decisions
import Foundation
import Ledger
import Notifications
import Repairs
import TestSupport
import Testing

@testable import Watchdog

@Suite struct WatchdogTests {
    @Test func theStatusLineIsOneThatAPersonReads() async {
        let board = StatusBoard(stacks: ["a", "b", "c"])
        #expect(await board.line == "3 stacks: first look under way")
        await board.report("a", .healthy)
        await board.report("b", .critical)
        #expect(await board.line == "3 stacks: 1 healthy, 1 critical (b), 1 not looked at yet")
    }

    @Test func aLoopThatWaitsForTheWorldLivesAndOneThatStandsStillDoesNot() async throws {
        let before = ContinuousClock.now
        let board = StatusBoard(stacks: ["a", "b"])
        let (a, b) = (try #require(board.life(of: "a")), try #require(board.life(of: "b")))
        #expect(await board.hanging(.seconds(10)).isEmpty)
        let (call, patience) = (b.began(atMost: .seconds(300)), Duration.seconds(60))
        // A minute of nothing is a standstill; a call that may take five is none, before they are over.
        let now = ContinuousClock.now
        #expect(a.standsStill(patience, now: before + .seconds(60)) == nil)
        #expect(a.standsStill(patience, now: now + .seconds(62)) != nil)
        #expect(b.standsStill(patience, now: now + .seconds(299)) == nil)
        #expect(b.standsStill(patience, now: now + .seconds(302)) != nil)
        let ended = ContinuousClock.now
        b.ended(call)
        #expect(b.standsStill(patience, now: now + .seconds(302)) != nil)
        #expect(b.standsStill(patience, now: ended + .seconds(60)) == nil)
        try await Task.sleep(for: .milliseconds(2100))
        a.move()
        #expect(await board.hanging(.seconds(2)).map(\.stack) == ["b"])
    }

    @Test func whatATaskWaitsForIsToldToItsObserverAndARepairsIsNot() async throws {
        let life = Liveness()
        await Waiting.$observer.withValue(life) {
            await Waiting.atMost(.seconds(300)) {
                #expect(life.standsStill(.zero, now: .now + .seconds(200)) == nil)
            }
            #expect(life.standsStill(.zero, now: .now + .seconds(1)) != nil)
            let desk = RepairDesk(
                launch: { _, _, _ in
                    #expect(Waiting.observer == nil)
                    return .ended("exit code 0")
                }, events: .inMemory(), now: MachineClock.now)
            let ledger = MemoryLedger()
            await desk.start(request, longest: .seconds(1), ledger: ledger)
            await desk.drain()
        }
    }

    private var request: RepairRequest {
        RepairRequest(
            stack: "s", kind: .emergencyDeploy, addresses: [], apply: true, requestedBy: "t",
            configuration: "c", askedAt: MachineClock.now())
    }

    @Test func privateFilesAreForTheirOwnerAlone() throws {
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

    @Test func whatIsGoneFromTheStateIsSaidOnce() {
        let table = Address(type: "aws_dynamodb_table", name: "t")
        let identity = SnapshotIdentity(lineage: "l", serial: 8, resources: 1, bytes: 1, sha256: "x")
        let observation = Observation(
            at: Timestamp(seconds: 0), snapshot: identity, readings: [], instances: [],
            removed: [table],
            alarms: [], lock: .free, account: .shown(account: "1"), plan: .unknown(Unknown(.notAsked, "")))
        var announcer = Announcer()
        func events() -> [Event] {
            announcer.events(
                for: observation, stateFault: nil,
                judgement: Judgement(verdict: .healthy, tripped: [], unknown: []), isRepairing: false)
        }
        let said = events()
        #expect(said.contains(.resourceRemoved(table, serial: 8)))
        #expect(said.contains(.stateBelieved(identity)))
        // Said once.
        #expect(events().isEmpty)
    }

    @Test func theRepairersLastLineIsToldByItsOutcome() {
        let table = Address(type: "aws_dynamodb_table", name: "t")
        func ids(_ outcome: RepairOutcome?, step: RepairStep = .verify) -> Int {
            RepairLine(repair: "r", step: step, message: "m", addresses: [table], outcome: outcome).events(
                of: request
            ).count
        }
        #expect(ids(.repaired) == 2)  // and that the table is empty
        #expect(
            ids(.refused) == 1 && ids(.failed) == 1 && ids(.notVerified) == 1 && ids(nil, step: .inspect) == 1
        )
    }
}
