import Testing

@testable import Settings

@Suite struct SafeExcerptTests {
    @Test(arguments: [
        "interval 'soon' is not a duration; write it as 45s, 5m, 1h 30m or 30d",
        "interval '10minutes' is not a duration", "the account '1234567890123' is not twelve digits",
        "there is no tier 'fundation'; did you mean 'foundation'?",
        "ledger 'var/lib/terrier2/ledger.sqlite' is not an absolute path",
        "'aws_lambda_function.collector2[\"eu-1\"]' of tier 'service' is in tier 'data' as well; remove one of them",
        "'2026-12-24 00:00 - 2026-12-27 08:00' ends before it begins; swap its ends",
    ])
    func ordinaryWordsAreShown(message: String) {
        #expect(SafeExcerpt.of(message) == message)
    }

    @Test(arguments: [
        ("interval 'pw-0f1e2d3c4b5a69788796a5b4' is not a duration", "interval '…' is not a duration"),
        ("unknown key 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' in x", "unknown key '…' in x"),
        ("key '7f0c9e1a-52b4-4c1d-9a3e-1b2c3d4e5f60'", "key '…'"),
        ("keys twice: wJalrXUtnFEMIK7MDENG=, a; remove all but one", "keys twice: …, a; remove all but one"),
        ("'\(String(repeating: "x", count: 81))' is long", "'…' is long"),
    ])
    func wordsThatLookLikeSecretsAreReplaced(row: (message: String, shown: String)) {
        #expect(SafeExcerpt.of(row.message) == row.shown)
    }

    @Test func everyFaultMessageIsFiltered() {
        let token = "0f1e2d3c4b5a69788796a5b4"
        let found =
            faults("interval: \(token)\n\(token): 1\n" + stack([])).joined()
            + faults("\(token): 1\n\(token): 2").joined()
        #expect(found.contains("interval '…' is not a duration"))
        #expect(found.contains("a mapping has duplicate keys: …"))
        #expect(!found.contains(token))
    }
}
