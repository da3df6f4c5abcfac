import Decisions
import Foundation
import Probes
import Terraform
import Testing

@testable import Watchdog

@Suite struct TrailInquiriesTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "t")
    private static let began = Timestamp(seconds: 1_772_334_000)

    private static func incident(_ id: String = "s-1", opened: Timestamp = began) -> Incident {
        Incident(
            id: id, rule: "lost", severity: .critical, openedAt: opened, age: .zero, addresses: [table],
            reading: "resources.missing = 1")
    }

    private static func at(_ seconds: Int64) -> Timestamp { began + .seconds(seconds) }

    private static func probe(_ at: Timestamp, _ status: InstanceStatus) throws -> ProbeResult {
        let text = """
            {"version":4,"serial":7,"lineage":"l","resources":[{"mode":"managed","type":"aws_dynamodb_table","name":"t","instances":[{"attributes":{"id":"events"}}]}]}
            """
        var probeResult = ProbeResult(
            order: .init(now: at),
            subject: .init(
                stack: "s", account: nil, region: nil, tiers: [], endpoints: [], isEmulated: true),
            state: .success(try State(parsing: Array(text.utf8), stack: "s")),
            account: .shown(account: "123456789012"), lock: .free)
        probeResult.take([InstanceReport(table, status)], alarms: [])
        probeResult.conclude()
        return probeResult
    }

    private static func nothing() -> TrailAnswer {
        var answer = TrailAnswer()
        answer.open = [table]
        return answer
    }

    private static func found() -> TrailAnswer {
        var answer = TrailAnswer()
        answer.events = [
            TrailEvent(
                address: table, name: "DeleteTable", at: began, principal: "user/kim", isConsole: true,
                source: nil, userAgent: nil)
        ]
        return answer
    }

    @Test func isAskedFromTheLastCycleThatSawItToTheFirstThatDidNot() async throws {
        let inquiries = TrailInquiries()
        #expect(await inquiries.due(try Self.probe(Self.at(-180), .healthy), open: []).isEmpty)
        // A cycle in which nothing is known did not see it.
        let unknown = InstanceStatus.unknown(Unknown(.throttled, ""))
        #expect(await inquiries.due(try Self.probe(Self.at(-120), unknown), open: []).isEmpty)
        #expect(await inquiries.due(try Self.probe(Self.at(-60), .missing), open: []).isEmpty)
        let due = await inquiries.due(try Self.probe(Self.at(0), .missing), open: [Self.incident()])
        let question = try #require(due.first?.questions.first)
        #expect(question.address == Self.table)
        #expect(question.from == Self.at(-180 - 300) && question.until == Self.at(-60 + 300))
    }

    @Test func isAskedAgainAtFiveAndFifteenMinutesAlsoOnceClosed() async throws {
        let inquiries = TrailInquiries()
        var asked: [Int64] = []
        for minute in Int64(0)...20 {
            let isOpen = minute < 3
            let probe = try Self.probe(Self.at(minute * 60), isOpen ? .missing : .healthy)
            for inquiry in await inquiries.due(probe, open: isOpen ? [Self.incident()] : []) {
                asked.append(minute)
                #expect(await inquiries.take(Self.nothing(), to: inquiry).isEmpty)
                #expect(inquiry.isLast == (minute == 15))
            }
        }
        #expect(asked == [0, 5, 15])
    }

    @Test func isNotAskedAgainOnceEverythingIsFound() async throws {
        let inquiries = TrailInquiries()
        let first = await inquiries.due(try Self.probe(Self.at(0), .missing), open: [Self.incident()])
        #expect(await inquiries.take(Self.found(), to: try #require(first.first)).count == 1)
        for minute in Int64(1)...20 {
            let probe = try Self.probe(Self.at(minute * 60), .missing)
            #expect(await inquiries.due(probe, open: [Self.incident()]).isEmpty)
        }
    }

    @Test func incidentAboutNothingMissingIsNotAskedAbout() async throws {
        let inquiries = TrailInquiries()
        let probe = try Self.probe(Self.at(0), .unhealthy("DELETING"))
        #expect(await inquiries.due(probe, open: [Self.incident()]).isEmpty)
    }

    @Test func afterARestartOnlyYoungIncidentsAreAskedAbout() async throws {
        let probe = try Self.probe(Self.at(0), .missing)
        let young = await TrailInquiries().due(probe, open: [Self.incident(opened: Self.at(-400))])
        let question = try #require(young.first?.questions.first)
        #expect(question.from == Self.at(-400 - 3 * 3600 - 300) && question.until == Self.at(-400 + 300))
        #expect(await TrailInquiries().due(probe, open: [Self.incident(opened: Self.at(-900))]).isEmpty)
    }

    @Test func missingRightEndsTheAsking() async throws {
        let inquiries = TrailInquiries()
        #expect(await inquiries.due(try Self.probe(Self.at(0), .missing), open: [Self.incident()]).count == 1)
        #expect(await inquiries.turnOff())
        #expect(await !inquiries.turnOff())
        let probe = try Self.probe(Self.at(600), .missing)
        #expect(await inquiries.due(probe, open: [Self.incident(), Self.incident("s-2")]).isEmpty)
    }
}
