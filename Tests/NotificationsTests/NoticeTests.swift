import Decisions
import Ledger
import Settings
import Testing

@testable import Notifications

@Suite struct NoticeTests {
    static let at = Timestamp(seconds: 1_772_334_000)
    static let table = Address(type: "aws_dynamodb_table", name: "events")
    static let policy = Policy(
        stack: "dev", mode: .act,
        rules: [
            Rule(
                name: "lost", when: Condition(Signal("resources.missing"), .greater, 0, text: "x"),
                severity: .warning)
        ], tiers: [], guardrails: GuardrailSettings())

    private func incident(rung: Int = 0, severity: Severity = .warning) -> Incident {
        Incident(
            id: "dev-3", rule: "lost", severity: severity, openedAt: Self.at, age: .seconds(300),
            addresses: [Self.table], reading: "resources.missing = 1", rung: rung)
    }

    private func notices(_ effect: Effect, diagnoses: [String: Diagnosis] = [:]) -> [Notice] {
        effect.notices(Self.policy, diagnoses: diagnoses, at: Self.at)
    }

    private let asked = Rung(after: .seconds(300), step: .notify)

    @Test func sameDecisionMakesTheSameNotice() {
        let effects: [Effect] = [
            .opened(incident()), .acknowledged(incident(), by: "kim: on it"),
            .climbed(incident(rung: 2), asked),
            .closed(incident(), why: .cleared), .flapping(rule: "lost", began: true, incident: "dev-3"),
        ]
        let told = effects.flatMap { notices($0) }
        #expect(
            told.map(\.id) == [
                "dev-3:opened", "dev-3:acknowledged", "dev-3:rung-2", "dev-3:closed", "dev-3:flapping",
            ])
        #expect(told == effects.flatMap { notices($0) })
        #expect(told.map(\.standing) == [true, true, true, false, true])
        #expect(told.allSatisfy { $0.stack == "dev" && $0.rule == "lost" && $0.incident == "dev-3" })
    }

    @Test func mostDecisionsMakeNoNotice() {
        #expect(notices(.climbed(incident(rung: 1), Rung(after: .zero, step: .diagnose))).isEmpty)
        #expect(notices(.climbed(incident(rung: 3), Rung(after: .zero, step: .shed))).isEmpty)
        #expect(notices(.flapping(rule: "lost", began: false, incident: nil)).isEmpty)
    }

    @Test func unacknowledgedIncidentIsRaisedAndSoIsItsEnd() {
        let pager = Sink(.command(["page"]), from: .critical)
        #expect(!pager.wants(notices(.opened(incident()))[0]))
        #expect(!pager.wants(notices(.closed(incident(rung: 1), why: .cleared))[0]))
        let climbed = notices(.climbed(incident(rung: 2), asked))[0]
        #expect(climbed.severity == .critical && climbed.ruleSeverity == .warning)
        #expect(pager.wants(climbed))
        #expect(pager.wants(notices(.closed(incident(rung: 2), why: .cleared))[0]))
        #expect(pager.wants(notices(.acknowledged(incident(rung: 2), by: "kim"))[0]))
    }

    @Test func noticeHoldsTheDiagnosisWithoutLogLines() {
        let diagnosis = Diagnosis(
            at: Self.at,
            findings: [
                .init("plan", ["1 to add", "b", "c", "d"]), .init("logs of handler", ["card 4242", "x"]),
                .init("something new", ["may hold anything"]),
            ])
        let lines = notices(.climbed(incident(rung: 2), asked), diagnoses: ["dev-3": diagnosis])[0].lines
        #expect(
            lines == [
                "resources.missing = 1", "plan: 1 to add", "plan: b", "plan: c",
                "logs of handler: 2 lines; 'terrier incidents show dev-3' has them",
                "something new: 1 lines; 'terrier incidents show dev-3' has them",
            ])
    }

    @Test func firstLineSaysWhoRemovedIt() {
        let removal = TrailEvent(
            address: Self.table, name: "DeleteTable", at: Self.at, principal: "user/kim", isConsole: true,
            source: "203.0.113.7", userAgent: "Mozilla/5.0")
        let diagnosis = Diagnosis(
            at: Self.at, findings: [.init(Diagnosis.Finding.trail, [removal.line])], trail: [removal])
        let first = "DeleteTable by user/kim from the console at 03:00:00Z"
        for effect in [Effect.climbed(incident(rung: 2), asked), .closed(incident(), why: .cleared)] {
            #expect(notices(effect, diagnoses: ["dev-3": diagnosis])[0].lines.first == first)
            #expect(notices(effect)[0].lines.first != first)
        }
        let event = Event.incidentTraced(incident(), lines: [removal.line], [removal], isAskedAgain: false)
        let notice = event.traceNotice(of: Self.policy, asked: 2, at: Self.at)
        #expect(notice?.title == "dev: incident dev-3: \(first)" && notice?.id == "dev-3:traced-2")
        #expect(notice?.lines == [removal.line] && notice?.standing == nil)
        let nothing = Event.incidentTraced(incident(), lines: ["no event"], [], isAskedAgain: true)
        #expect(nothing.traceNotice(of: Self.policy, asked: 1, at: Self.at) == nil)
    }

    @Test func openBreakerMakesANoticeAtItsOpeningAndOnceADay() {
        let breaker = Breaker(
            kind: .emergencyDeploy, failures: 2, repair: "20261124T120000-a", since: Self.at)
        func id(_ after: Int64) -> String? { breaker.notice(of: "dev", at: Self.at + .seconds(after))?.id }
        #expect(id(0) == "dev:breaker:emergency-deploy:20261124T120000-a:2026-03-01")
        #expect(id(0) == id(86_399))
        #expect(id(86_400) == "dev:breaker:emergency-deploy:20261124T120000-a:2026-03-02")
        // A clock that was set back makes no new notice.
        #expect(id(-3600) == id(0))
    }

    @Test(arguments: [
        (["dev-3", "opened"], "dev-3:opened"), (["a.b"], "a-b-2e7336"), (["규칙"], "---c689d4"),
        (["x", "a\r\nb: c"], "x:a--b--c-a58d4d"),
    ])
    func idIsSafeInAHeaderAndHasNoFullStop(row: ([String], String)) {
        let id = NoticeID.make(row.0)
        let isSafe = id.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: ".") }
        #expect(isSafe)
        #expect(id == row.1)
        #expect(NoticeID.make(["a.b"]) != NoticeID.make(["a-b"]))
    }

    @Test func noticeListsOnlyTheFirstAddresses() {
        let many = (0..<1000).map { Address(type: "t", name: "n\($0)") }
        let notice = Notice(
            id: "x", kind: .opened, severity: .info, stack: "s", title: "a\nb", addresses: many, at: Self.at)
        #expect(notice.addresses.count == 20 && notice.lines == ["and 980 more addresses"])
        #expect(notice.title == "a b")
        #expect(Notice(json: notice.json) == notice)
    }

    @Test func nameOfASinkHoldsNoSecret() {
        let one = Sink(
            .webhook(url: "https://user:pw@hooks.example:8443/T0KEN?key=S3CRET", secretCredential: "c"),
            from: .info)
        var other = one
        other.from = .critical
        #expect(one.key == other.key && one.place == "webhook hooks.example:8443")
        #expect(one.key.hasPrefix("webhook-") && one.key.count == 24)
        let topic = Sink(.sns(topic: "arn:aws:sns:ap-northeast-2:123456789012:oncall"), from: .info)
        #expect(topic.place == "sns oncall" && topic.key != one.key)
        #expect(Sink(.command(["/usr/local/bin/page", "--token=x"]), from: .info).place == "command page")
        // Two sinks with one target become one, with the lower severity.
        #expect([other, one].merged == [one])
    }

    @Test func pausesGrowToAnHourAndAreARandomPartOfTheLimit() {
        let backoff = Backoff()
        #expect(
            [1, 2, 3, 11, 500].map { backoff.pause(after: $0, random: 1) } == [
                .seconds(5), .seconds(10), .seconds(20), .seconds(3600), .seconds(3600),
            ])
        #expect(backoff.pause(after: 11, random: 0.5) == .seconds(1800))
        #expect(backoff.pause(after: 11, random: 0) == .seconds(1))
    }
}
