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

@Suite(.timeLimit(.minutes(5))) struct DiagnosisQueueTests {
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
        /// Work ends only after this is open.
        private let gate = Mutex(false)
        var isOpen: Bool { gate.withLock { $0 } }
        func open() { gate.withLock { $0 = true } }
        /// Works until it is cancelled, or until the gate is open, so that a failing test ends.
        func workUntilCancelled() async {
            enter()
            while !isOpen, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
            if Task.isCancelled { cut.withLock { $0 += 1 } }
            leave()
        }
        /// How many were cancelled.
        var cutShort: Int { cut.withLock { $0 } }
        private let cut = Mutex(0)
        var most: Int { counts.withLock { $0.most } }
        var done: Int { counts.withLock { $0.done } }
    }

    @Test func diagnosesRunOneAfterAnother() async throws {
        let (dispatcher, counter) = (DiagnosisQueue { work in Task { await work() } }, Counter())
        for _ in 0..<5 {
            await dispatcher.start {
                counter.enter()
                while !counter.isOpen { try? await Task.sleep(for: .milliseconds(5)) }
                counter.leave()
            }
        }
        #expect(await dispatcher.isBusy)
        while counter.most == 0 { try await Task.sleep(for: .milliseconds(5)) }
        try await Task.sleep(for: .milliseconds(50))
        counter.open()
        while await dispatcher.isBusy { try await Task.sleep(for: .milliseconds(5)) }
        #expect(counter.most == 1 && counter.done == 5)
    }

    @Test func stopCancelsRunningAndWaitingDiagnoses() async {
        let (dispatcher, counter) = (DiagnosisQueue { work in Task { await work() } }, Counter())
        for _ in 0..<3 { await dispatcher.start { await counter.workUntilCancelled() } }
        await withTaskCancellationHandler {
            await dispatcher.stop()
        } onCancel: {
            counter.open()
        }
        #expect(counter.cutShort == 3)
        #expect(counter.done == 3)
        #expect(await !dispatcher.isBusy)
    }

    /// A loop with a real ledger, in which nothing can be read.
    @Test func cycleContinuesDuringADiagnosisAndAStopKeepsItsResult() async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            let rule = Rule(
                name: "blind", when: Condition(.stateReadable, .equal, 0, text: "state.readable == false"))
            let policy = Policy(
                stack: "s", mode: .observe, rules: [rule], tiers: [], guardrails: GuardrailSettings(),
                ladder: Ladder([Rung(after: .zero, step: .diagnose)]))
            let (events, probeResults, work) = (EventLog.inMemory(), Counter(), Counter())
            let probe = try #require(SharedServices(environment: [:]))
            let settings = try settings(directory)
            let assembly = StackAssembly(settings, probe)
            let tools = CycleTools(
                observe: { order in
                    probeResults.enter()
                    return await assembly.probe().observe(order)
                },
                diagnose: { _, _ in
                    await work.workUntilCancelled()
                    return Diagnosis(at: Timestamp(seconds: 1), findings: [.init("plan", ["cut short"])])
                }, ledger: ledger, book: { nil }, pauseFile: { nil }, window: { .open }, events: events,
                now: MachineClock.now, sleep: { _ in try? await Task.sleep(for: .milliseconds(20)) })
            let loop = StackLoop(
                policy: policy, configuration: "c",
                intervals: .init(interval: .seconds(1), planEvery: .seconds(900), keepReadings: .seconds(60)),
                tools: tools,
                dispatcher: RepairDispatcher(
                    launch: { _, _, _ in .ended("") }, events: events, now: MachineClock.now),
                board: StatusBoard(stacks: ["s"]))
            let running = Task { await loop.run() }
            while probeResults.most < 4 || work.most == 0 {
                guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
            }
            #expect(probeResults.most >= 4)
            #expect(work.most == 1)
            #expect(work.done == 0)
            #expect(try await ledger.incident("s-1")?.diagnoses == [])
            running.cancel()
            await withTaskCancellationHandler {
                await running.value
            } onCancel: {
                work.open()
            }
            #expect(work.cutShort == 1)
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
