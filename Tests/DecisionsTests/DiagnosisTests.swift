import Decisions
import Foundation
import Testing

@Suite struct DiagnosisTests {
    private static let at = Timestamp(seconds: 1_772_334_000)
    private static let event = TrailEvent(
        address: Address(type: "aws_dynamodb_table", name: "t"), name: "DeleteTable", at: at,
        principal: "user/kim", isConsole: false, source: nil, userAgent: nil)

    @Test func laterFindingReplacesTheEarlierOneAboutTheSameThing() {
        let first = Diagnosis(
            at: Self.at, findings: [.init("plan", ["1 to add"]), .init(Diagnosis.Finding.trail, ["nothing"])])
        let second = Diagnosis(
            at: Self.at + .seconds(300), findings: [.init(Diagnosis.Finding.trail, ["kim"])],
            trail: [Self.event])
        let third = Diagnosis(at: Self.at + .seconds(900), findings: [.init("lock", ["free"])])
        let merged = Diagnosis.merged([first, second, third])
        #expect(
            merged?.findings == [
                .init("plan", ["1 to add"]), .init("CloudTrail", ["kim"]), .init("lock", ["free"]),
            ])
        #expect(merged?.trail == [Self.event] && merged?.at == third.at)
        #expect(Diagnosis.merged([]) == nil)
    }

    @Test func diagnosisOfAnOlderVersionHasNoEvents() throws {
        let old = Data(#"{"at":1772334000000,"findings":[{"what":"plan","lines":["x"]}]}"#.utf8)
        let decoded = try JSONDecoder().decode(Diagnosis.self, from: old)
        #expect(decoded.trail.isEmpty && decoded.at == Self.at)
        let new = Diagnosis(at: Self.at, findings: [], trail: [Self.event])
        #expect(try JSONDecoder().decode(Diagnosis.self, from: JSONEncoder().encode(new)) == new)
    }

    @Test func eventWithoutSourceOrAgentIsWorded() {
        #expect(Self.event.description == "DeleteTable by user/kim from an unknown address at 03:00:00Z")
        #expect(
            Self.event.line
                == "aws_dynamodb_table.t: DeleteTable by user/kim from an unknown address at 2026-03-01T03:00:00Z"
        )
    }
}
