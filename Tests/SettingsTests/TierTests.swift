import Decisions
import Testing

@testable import Settings

@Suite struct TierTests {
    static let table: [(first: String, second: String, fault: String)] = [
        ("'aws_a.*'", "'aws_a.*'", "6:33 'aws_a.*' of tier 'two' is in tier 'one' as well"),
        ("'aws_*.*'", "aws_a.b", "6:33 'aws_a.b' of tier 'two' is covered by 'aws_*.*' of tier 'one'"),
        ("aws_a.b", "'aws_*.*'", "6:33 'aws_*.*' of tier 'two' covers 'aws_a.b' of tier 'one' as well"),
        ("'aws_a.b[0]'", "aws_a.b", "6:33 'aws_a.b' of tier 'two' covers 'aws_a.b[0]' of tier 'one' as well"),
        ("module.m", "module.m.aws_a.b", "6:33 'module.m.aws_a.b' of tier 'two' is covered by 'module.m'"),
        ("aws_a.b", "module.m.aws_a.b", "6:33 'module.m.aws_a.b' of tier 'two' is covered by 'aws_a.b'"),
    ]

    @Test(arguments: table)
    func addressInTwoTiersIsReportedAtTheSecond(row: (first: String, second: String, fault: String)) {
        let found = faults(
            stack([
                "tiers:", "  - {name: one, addresses: [\(row.first)]}",
                "  - {name: two, addresses: [\(row.second)]}",
            ]))
        #expect(found.count == 1 && found.contains { $0.hasPrefix(row.fault) }, "\(found)")
    }

    @Test(arguments: [
        ("'aws_a.*'", "'*.b'"), ("'aws_a.b[0]'", "'aws_a.b[1]'"), ("'data.aws_a.b'", "aws_a.b"),
    ])
    func possibleOverlapOfPatternsIsNotAFault(row: (String, String)) {
        #expect(
            faults(
                stack(["tiers: [{name: one, addresses: [\(row.0)]}, {name: two, addresses: [\(row.1)]}]"]))
                == [])
    }

    @Test func patternPositionsAreKept() throws {
        let positions = try settings(tiered([])).positions
        #expect(positions["foundation", "aws_dynamodb_table.events"] == SourcePosition(line: 5, column: 40))
        #expect(positions["service", "aws_lambda_*.*"] == SourcePosition(line: 6, column: 37))
        #expect(positions["service", "aws_dynamodb_table.events"] == nil)
    }

    @Test func stacksThatDifferOnlyInPositionAreEqual() throws {
        #expect(try settings("# a line\n" + tiered([])) == settings(tiered([])))
    }
}
