import Decisions
import Ledger
import Notifications
import Repairs
import Synchronization
import TestSupport
import Testing

@testable import Watchdog

/// Where there is no repairer to be asked, nothing was begun, and that is said once.
@Suite struct UnreachableTests {
    private static func request() -> RepairRequest {
        RepairRequest(
            stack: "s", kind: .emergencyDeploy, rule: "lost", incident: "s-1", addresses: [], apply: true,
            requestedBy: "t", configuration: "c", askedAt: MachineClock.now())
    }

    @Test func isSaidOnceUntilSomebodyCouldBeAsked() async throws {
        let said = Mutex<[String]>([])
        let isThere = Mutex(true)
        let desk = RepairDesk(
            launch: { _, _, say in
                guard isThere.withLock({ $0 }) else { return .notReached("no socket") }
                await say(
                    RepairLine(repair: "R", step: .verify, message: "m", outcome: .failed))
                return .ended("the connection closed")
            },
            events: .telling { event, _ in
                switch event {
                case .repairerUnreachable(let why): said.withLock { $0.append(why) }
                case .repairStarted: said.withLock { $0.append("begins") }
                case .repairFailed: said.withLock { $0.append("failed") }
                case .repairOutcomeUnknown: said.withLock { $0.append("unknown") }
                default: break
                }
            }, now: MachineClock.now)
        for there in [false, false, true, true, false] {
            isThere.withLock { $0 = there }
            await desk.start(Self.request(), longest: .seconds(1), ledger: MemoryLedger())
            await desk.drain()
        }
        #expect(
            said.withLock { $0 } == [
                "begins", "no socket", "begins", "failed", "begins", "failed", "begins", "no socket",
            ])
    }

    @Test func aSocketThatIsNotThereIsNotReached() async throws {
        try await Machine.withDirectory { directory in
            for path in ["\(directory)/none", "\(directory)/\(String(repeating: "x", count: 200))"] {
                let ending = await RepairSocket(path, configuration: "/etc/terrier/terrier.yaml").launch(
                    Self.request(), .seconds(5)
                ) { _ in }
                guard case .notReached(let why) = ending else {
                    Issue.record("\(ending)")
                    continue
                }
                #expect(why.hasPrefix("\(path): it cannot be connected to: "), "\(why)")
            }
        }
    }
}
