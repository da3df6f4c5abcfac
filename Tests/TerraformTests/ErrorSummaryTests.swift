import Testing

@testable import Terraform

@Suite struct ErrorSummaryTests {
    @Test(arguments: [
        ("Resource postcondition failed", "Resource postcondition failed"),
        (
            "creating DynamoDB Table (events): operation error DynamoDB: CreateTable, hunter2",
            "creating DynamoDB Table"
        ),
        (
            #"expected runtime to be one of ["nodejs" "python3.11"], got hunter2"#,
            "expected runtime to be one of"
        ),
        ("expected timeout to be short, got hunter2", "expected timeout to be short"),
        (#""policy" contains an invalid JSON"#, ""),
        ("the token 0f1e2d3c4b5a69788796a5b4 is expired", "the token … is expired"),
        ("the token pw-0f1e2d3c4b5a69788796a5b4 is expired\nhunter2", "the token … is expired"),
        ("no EC2 IMDS role found, operation error", "no EC2 IMDS role found, operation error"),
        ("Failed to get state\rhunter2", "Failed to get state"),
        (
            "Can't ask approval for state migration when interactive input is disabled",
            "Can't ask approval for state migration when interactive input is disabled"
        ),
        ("the provider's schema doesn't say 'hunter'", "the provider's schema doesn't say"),
        ("the key'hunter' is wrong", "the key"),
        ("", ""),
    ])
    func onlyPlainWordsOfASummaryAreRepeated(row: (summary: String, head: String)) {
        #expect(ErrorSummary.of(row.summary) == row.head)
    }

    @Test func summaryLengthIsBounded() {
        #expect(ErrorSummary.of(String(repeating: "word ", count: 500)).count < 200)
        #expect(ErrorSummary.of(String(repeating: "x", count: 500)) == ErrorSummary.mark)
    }
}
