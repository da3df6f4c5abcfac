import Decisions
import Foundation
import Ledger
import Notifications
import Probes
import Settings
import Synchronization
import TestSupport
import Testing

@testable import Watchdog

@Suite struct DiagnosisDeskTests {
    private final class Counter: Sendable {
        private let counts = Mutex((now: 0, most: 0, done: 0))
        func enter() {
            counts.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }
        func leave() {
            counts.withLock {
                $0.now -= 1
                $0.done += 1
            }
        }
        /// Nobody leaves before it is open.
        private let gate = Mutex(false)
        var isOpen: Bool { gate.withLock { $0 } }
        func open() { gate.withLock { $0 = true } }
        var most: Int { counts.withLock { $0.most } }
        var done: Int { counts.withLock { $0.done } }
    }

    @Test func oneAfterAnotherAndAllOfThem() async throws {
        let (desk, counter) = (DiagnosisDesk { work in Task { await work() } }, Counter())
        for _ in 0..<5 {
            await desk.start {
                counter.enter()
                while !counter.isOpen { try? await Task.sleep(for: .milliseconds(5)) }
                counter.leave()
            }
        }
        #expect(await desk.isBusy)
        while counter.most == 0 { try await Task.sleep(for: .milliseconds(5)) }
        try await Task.sleep(for: .milliseconds(50))
        counter.open()
        while await desk.isBusy { try await Task.sleep(for: .milliseconds(5)) }
        #expect(counter.most == 1 && counter.done == 5)
    }

    @Test func aStopCutsShortWhatIsUnderWayAndWhatWaits() async {
        let (desk, counter) = (DiagnosisDesk { work in Task { await work() } }, Counter())
        for _ in 0..<3 {
            await desk.start {
                counter.enter()
                try? await Task.sleep(for: .seconds(60))
                counter.leave()
            }
        }
        let began = ContinuousClock.now
        await desk.stop()
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(counter.done == 3)
        #expect(await !desk.isBusy)
    }

    /// A loop on a real ledger, in a world in which nothing is ever readable.
    @Test func theCycleGoesOnBesideADiagnosisAndAStopKeepsWhatWasGathered() async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            let rule = Rule(
                name: "blind", when: Condition(.stateReadable, .equal, 0, text: "state.readable == false"))
            let policy = Policy(
                stack: "s", mode: .observe, rules: [rule], tiers: [], guardrails: GuardrailSettings(),
                ladder: Ladder([Rung(after: .zero, step: .diagnose)]))
            let (events, looks) = (EventLog.inMemory(), Counter())
            let probe = try #require(Surroundings(environment: [:]))
            let settings = try settings(directory)
            let assembly = StackAssembly(settings, probe)
            let tools = CycleTools(
                look: { order in
                    looks.enter()
                    return await assembly.probe().look(order)
                },
                diagnose: { _, _ in
                    try? await Task.sleep(for: .seconds(120))
                    return Diagnosis(at: Timestamp(seconds: 1), findings: [.init("plan", ["cut short"])])
                }, ledger: ledger, book: { nil }, pauseFile: { nil }, window: { .open }, events: events,
                now: MachineClock.now, sleep: { _ in try? await Task.sleep(for: .milliseconds(20)) })
            let loop = StackLoop(
                policy: policy, configuration: "c",
                pace: .init(interval: .seconds(1), planEvery: .seconds(900), keepReadings: .seconds(60)),
                tools: tools,
                desk: RepairDesk(launch: { _, _, _ in .ended("") }, events: events, now: MachineClock.now),
                board: StatusBoard(stacks: ["s"]))
            let running = Task { await loop.run() }
            let limit = ContinuousClock.now + .seconds(60)
            while looks.most < 4, ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(20)) }
            #expect(looks.most >= 4)
            #expect(try await ledger.incident("s-1")?.diagnoses == [])
            running.cancel()
            await running.value
            let incident = try #require(try await ledger.incident("s-1"))
            #expect(incident.diagnoses.map(\.findings) == [[.init("plan", ["cut short"])]])
            #expect(events.lines.contains { $0.contains("incident s-1 diagnosed: plan: cut short") })
            await probe.close()
            await ledger.close()
        }
    }

    private func settings(_ directory: String) throws -> StackSettings {
        let text = """
            ledger: \(directory)/ledger.sqlite
            stacks:
              - {name: s, directory: \(directory), binary: no-such-terraform, endpoint: "http://127.0.0.1:1"}
            """
        return try #require(try parse(text, file: "t").stack("s"))
    }
}
