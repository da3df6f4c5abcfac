import AWS
import Decisions
import Foundation
import HTTP
import Ledger
import Repairs
import Settings
import Synchronization
import Terraform
import TestSupport
import Testing

@testable import Notifications
@testable import Probes
@testable import Watchdog

/// Which notices cycles and repairs store in the outbox.
@Suite(.timeLimit(.minutes(5))) struct TellingTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "events")
    private static let sink = Sink(.command(["page"]), from: .info)

    private func with(_ body: (Ledger) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            try await body(ledger)
            await ledger.close()
        }
    }

    private func waiting(_ ledger: Ledger, _ sink: Sink = sink) async throws -> [String] {
        var names: [String] = []
        while let next = try await ledger.dueNotice(
            for: sink.key, now: .now, retries: true, leavingOut: Set(names))
        {
            names.append(next.notice)
        }
        return names
    }

    private func request(_ incident: String? = "s-1") -> RepairRequest {
        RepairRequest(
            stack: "s", kind: .emergencyDeploy, rule: "lost", incident: incident, addresses: [Self.table],
            apply: true, requestedBy: "t", configuration: "c", askedAt: MachineClock.now())
    }

    /// The notices in the outbox after a repair has sent these lines.
    private func told(_ lines: [RepairMessage], times: Int = 1) async throws -> [String] {
        var names: [String] = []
        try await with { ledger in
            for _ in 0..<times {
                let dispatcher = RepairDispatcher(
                    launch: { _, _, say in
                        for line in lines { await say(line) }
                        return .ended("signal 9")
                    }, events: .inMemory(), now: MachineClock.now)
                await dispatcher.start(
                    request(), longest: .seconds(1), ledger: ledger, outbox: OutboxWriter([Self.sink]))
                await dispatcher.drain()
            }
            names = try await waiting(ledger)
        }
        return names
    }

    private func line(_ outcome: RepairOutcome?, _ refusals: [Refusal] = []) -> RepairMessage {
        RepairMessage(
            repair: "R1", step: .verify, message: "m", addresses: [Self.table], refusals: refusals,
            outcome: outcome)
    }

    @Test func everyOutcomeMakesOneNoticeNamedAfterItsRepair() async throws {
        let empty = NoticeID.make(["R1", "empty", Self.table.description])
        #expect(try await told([line(nil), line(.repaired)], times: 2) == ["R1:outcome", empty])
        #expect(try await told([line(.failed)]) == ["R1:outcome"])
        #expect(try await told([line(.notVerified)]) == ["R1:outcome"])
        // The process was killed: the outcome is unknown.
        #expect(try await told([line(nil)]) == ["R1:outcome"])
    }

    @Test func refusalAndDryRunMakeOneNoticePerIncident() async throws {
        #expect(try await told([line(.wouldApply)], times: 3) == ["s-1:emergency-deploy:would-apply"])
        #expect(
            try await told([line(.refused, [Refusal(.backups, "one")])], times: 3)
                == ["s-1:emergency-deploy:refused:backups"])
    }

    @Test func repairThatCouldNotBeginMakesOneNoticePerIncident() async throws {
        var last = line(.failed)
        last.repair = RepairMessage.noRepair
        #expect(try await told([last], times: 3) == ["s-1:emergency-deploy:not-begun"])
    }

    @Test func repairWithoutAnyLineMakesANotice() async throws {
        let names = try await told([])
        #expect(names.count == 1 && names[0].hasPrefix("s-emergency-deploy-"))
    }

    @Test func severityOfANoticeDependsOnTheOutcome() {
        func severities(_ outcome: RepairOutcome) -> [Severity] {
            RepairReport(line(outcome), of: request(), ending: "").notices(at: .now).map(\.severity)
        }
        #expect(severities(.repaired) == [.warning, .critical])  // and that the table is empty
        #expect(severities(.failed) == [.critical] && severities(.notVerified) == [.critical])
        #expect(severities(.unknown) == [.critical])
        #expect(severities(.refused) == [.warning] && severities(.wouldApply) == [.warning])
    }

    @Test(.enabled(if: Requirement.has(.python), "needs python3"))
    func aSinkThatHangsDelaysNoCycle() async throws {
        try await HookServer.with { server, _ in
            try await server.answer(0)
            try await with { ledger in
                let sink = Sink(.webhook(url: server.url, secretCredential: nil), from: .info)
                let events = EventLog.inMemory()
                // The only connection is in use: the sink hangs until this request ends.
                let narrow = HTTPClient(bounds: TransferBounds(perHost: 1, total: 1))
                let held = Task {
                    try? await narrow.send(HTTPRequest("POST", server.url), deadline: .seconds(600))
                }
                #expect(await server.received(atLeast: 1).count == 1)
                let deliverer = Deliverer(
                    tools: SenderTools(
                        http: narrow,
                        aws: AWSClient(
                            http: narrow,
                            credentials: FixedCredentials(
                                Credentials(accessKeyID: "a", secretAccessKey: "b"))), environment: [:]),
                    events: events, now: { .now })
                await deliverer.use([sink], stacks: ["s"], ledger: ledger)
                let probeResults = Mutex(0)
                let loop = StackLoop(
                    policy: Self.policy, configuration: "c",
                    intervals: .init(
                        interval: .milliseconds(100), planEvery: .seconds(3600),
                        keepReadings: .seconds(3600)),
                    tools: Self.tools(ledger, events, OutboxWriter([sink]) { deliverer.wakeDeliverer() }) {
                        probeResults.withLock { $0 += 1 }
                    },
                    dispatcher: RepairDispatcher(
                        launch: { _, _, _ in .ended("") }, events: events, now: MachineClock.now),
                    board: StatusBoard(stacks: ["s"]))
                let running = Task { await loop.run() }
                // The loop continues at its own pace.
                while try await ledger.dueNotice(for: sink.key, now: .now, retries: true) == nil {
                    try await Task.sleep(for: .milliseconds(5))
                }
                let before = probeResults.withLock { $0 }
                while probeResults.withLock({ $0 }) - before < 5 {
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(server.received.count == 1)
                // Only the sink waited.
                held.cancel()
                #expect(await server.received(atLeast: 2).count == 2)
                running.cancel()
                await running.value
                await deliverer.stop(within: .milliseconds(100))
                // The incident makes one notice, however many cycles it is open.
                let left = try await waiting(ledger, sink)
                #expect(left == ["s-1:opened"])
                await narrow.shutdown()
            }
        }
    }

    /// Alertmanager gets no notice when an incident opens, but the open incidents, so its sender must be woken.
    @Test func senderOfOpenIncidentsIsWokenAtTheOpening() async throws {
        try await with { ledger in
            let rings = Mutex(0)
            let sink = Sink(.alertmanager(url: "http://127.0.0.1:1"), from: .info)
            let events = EventLog.inMemory()
            let probeResults = Mutex(0)
            let loop = StackLoop(
                policy: Self.policy, configuration: "c",
                intervals: .init(
                    interval: .milliseconds(100), planEvery: .seconds(3600), keepReadings: .seconds(3600)),
                tools: Self.tools(ledger, events, OutboxWriter([sink]) { rings.withLock { $0 += 1 } }) {
                    probeResults.withLock { $0 += 1 }
                },
                dispatcher: RepairDispatcher(
                    launch: { _, _, _ in .ended("") }, events: events, now: MachineClock.now),
                board: StatusBoard(stacks: ["s"]))
            let running = Task { await loop.run() }
            while probeResults.withLock({ $0 }) < 5 { try await Task.sleep(for: .milliseconds(5)) }
            running.cancel()
            await running.value
            // Once, and not in every cycle that it is open.
            #expect(probeResults.withLock { $0 } >= 5)
            #expect(rings.withLock { $0 } == 1)
        }
    }

    private static let policy = Policy(
        stack: "s", mode: .observe,
        rules: [
            Rule(
                name: "cost", when: Condition(Signal("cost.estimated"), .greater, 50, text: "cost > 50"),
                severity: .critical)
        ], tiers: [], guardrails: GuardrailSettings())

    private static func tools(
        _ ledger: Ledger, _ events: EventLog, _ outbox: OutboxWriter, _ looked: @escaping @Sendable () -> Void
    ) -> CycleTools {
        CycleTools(
            observe: { order in
                looked()
                var probeResult = ProbeResult(
                    order: order,
                    subject: .init(
                        stack: "s", account: nil, region: nil, tiers: [], endpoints: [], isEmulated: true),
                    state: .failure(.init(.failed, "x")), account: .shown(account: "1"), lock: .free)
                probeResult.take([Reading.known(Signal("cost.estimated"), 60)])
                return probeResult
            }, diagnose: { _, _ in Diagnosis(at: .now, findings: []) }, ledger: ledger, book: { nil },
            pauseFile: { nil }, window: { .open }, events: events, now: MachineClock.now,
            sleep: { try? await Task.sleep(for: $0) }, outbox: outbox)
    }
}
