import Decisions
import EventExamples
import Systemd
import Testing

@testable import Notifications

@Suite struct EventTests {
    static let address = Address(type: "aws_dynamodb_table", name: "events")
    static let incident = Incident(
        id: "s-1", rule: "lost", severity: .critical, openedAt: Timestamp(seconds: 0), age: .seconds(90),
        addresses: [address], reading: "tier.f.missing = 1")
    static let proposal = Proposal(
        RepairIntent(
            stack: "s", kind: .emergencyDeploy, rule: "lost", incident: "s-1", tier: "f",
            addresses: [address], apply: true))

    @Test(arguments: EventExample.all)
    func everyEventIsOneLineWithFieldsThatTheJournalKeeps(example: EventExample) {
        let event = example.event
        #expect(!event.message.isEmpty && !event.message.contains("\n"))
        #expect(
            event.messageID.count == 32 && event.messageID.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        for field in event.fields {
            #expect(
                Journal.isFieldName(field.name) && field.name.hasPrefix("TERRIER_") && !field.value.isEmpty)
        }
    }

    @Test func noTwoEventsShareAnID() {
        let all = EventExample.all
        #expect(Set(all.map(\.event.messageID)).count == Set(all.map(\.kind)).count)
    }

    /// Test notices and notices about a failed service are not made from events.
    @Test func everyKindOfNoticeIsMadeByAnEvent() {
        let context = NoticeContext(stack: "dev", at: Timestamp(seconds: 0))
        let kinds = EventExample.all.compactMap { example -> Notice.Kind? in
            switch example.event.definition.notice {
            case .nothing: return nil
            case .made(let make): return make(context).kind
            case .afterRepair(let kind): return kind
            }
        }
        #expect(Set(kinds) == Set(Notice.Kind.allCases).subtracting([.test, .serviceFailed]))
    }

    @Test func subjectOfAnEventIsInItsFields() {
        let fields = Event.incidentOpened(Self.incident).fields.map { "\($0.name)=\($0.value)" }
        #expect(
            fields == [
                "TERRIER_RULE=lost", "TERRIER_INCIDENT=s-1", "TERRIER_ADDRESS=aws_dynamodb_table.events",
            ])
        let planned = Event.repairPlanned(
            repair: "r", kind: .emergencyDeploy, incident: nil, actions: [RepairAction("create a.b[\"c d\"]")]
        )
        #expect(planned.fields.contains { $0.name == "TERRIER_ADDRESS" && $0.value == "a.b[\"c d\"]" })
    }

    @Test func severitiesMapToPriorities() {
        var incident = Self.incident
        #expect(Event.incidentOpened(incident).priority == .critical)
        incident.severity = .info
        #expect(Event.incidentOpened(incident).priority == .notice)
    }

    @Test func startRefusedNamesEveryFaultInOneLine() {
        let event = Event.startRefused(faults: ["terrier.yaml:2:1: a", "terrier.yaml:3:1: b"])
        #expect(event.priority == .error)
        #expect(event.message.contains("terrier.yaml:2:1: a | terrier.yaml:3:1: b"))
    }

    @Test func requesterAndIncidentAreFieldsOfARequest() {
        let asked = Event.repairAsked(.emergencyDeploy, incident: "s-1", by: "terrier (uid 990)")
        #expect(
            asked.fields.map { "\($0.name)=\($0.value)" } == [
                "TERRIER_KIND=emergency-deploy", "TERRIER_INCIDENT=s-1", "TERRIER_BY=terrier (uid 990)",
            ])
        #expect(asked.message.contains("terrier (uid 990)") && asked.message.contains("s-1"))
        let refused = Event.requestRefused(by: "kim (uid 1000)", why: "too large")
        #expect(refused.fields.map(\.value) == ["kim (uid 1000)"] && refused.priority == .warning)
        #expect(Event.repairAsked(.unmute, incident: nil, by: "a").fields.count == 2)
    }

    /// `journalctl -p warning` lists what somebody must look at.
    @Test func temporaryConditionIsNoWarning() {
        func held(_ guardrails: Guardrail...) -> Priority {
            Event.repairHeldBack(Self.proposal, guardrails.map { Refusal($0, "why") }).priority
        }
        #expect(held(.cooldown) == .notice && held(.window, .settle) == .notice)
        #expect(held(.breaker) == .warning && held(.cooldown, .pause) == .warning)
        func unknown(_ cause: Unknown.Cause) -> Priority {
            Event.signalUnknown([.awsUnhealthy], Unknown(cause, "x")).priority
        }
        #expect(unknown(.throttled) == .notice && unknown(.denied) == .warning)
        #expect(Event.stillUnknown([.awsUnhealthy], .seconds(900)).priority == .warning)
        for event: Event in [.paused(why: "kim"), .resumed, .breakerClosed(.emergencyDeploy)] {
            #expect(event.priority == .notice)
        }
        for event: Event in [.cycleHangs(since: .seconds(1)), .repairerUnreachable(why: "x")] {
            #expect(event.priority == .error)
        }
    }

    @Test func lineBeginsWithPriorityAndStack() async {
        let log = EventLog.inMemory()
        await log.write(.incidentOpened(Self.incident), stack: "dev")
        #expect(
            log.lines == [
                "critical dev: incident s-1 opened, rule lost tripped: tier.f.missing = 1: aws_dynamodb_table.events"
            ])
    }
}
