import Testing

@testable import Catalogue

/// What the words of a response mean for an instance that is there.
@Suite struct StateRuleTests {
    private let rule = StateRule(
        "State", healthy: ["Active"], changing: ["Pending"], unhealthy: ["Failed"],
        words: ["Off": "switched off"], leaving: ["Leaving"], gone: ["Gone"])

    private static let now = 1_700_000_000.0

    private func finding(
        _ rules: [StateRule], _ members: [String: ResponseTree], _ attributes: [String: String] = [:]
    ) -> Read.Finding {
        Read(.sqs, "GetThing", .json("1.0", "X"), element: .one(), states: rules)
            .finding(in: .object(members), now: Self.now) { attributes[$0] }
    }

    @Test(arguments: [
        ("Active", Read.Finding.healthy), ("Pending", .healthy), ("Failed", .unhealthy("Failed")),
        ("Off", .unhealthy("switched off")),
        ("Leaving", .leaving("scheduled for deletion (Leaving)", until: nil)),
        ("Gone", .missing), ("Brand-new", .unknown("State has a value that Terrier does not know")),
        ("active", .unknown("State has a value that Terrier does not know")),
        ("", .unknown("State has a value that Terrier does not know")),
    ])
    func eachWordHasItsMeaning(row: (word: String, finding: Read.Finding)) {
        #expect(finding([rule], ["State": .text(row.word)]) == row.finding)
    }

    @Test func absentFieldIsUnknownUnlessTheRuleSaysOtherwise() {
        #expect(finding([rule], ["Other": .text("x")]) == .unknown("the response lacks State"))
        #expect(finding([rule], ["State": .null]) == .unknown("the response lacks State"))
        let lenient = StateRule("State", healthy: ["Active"], whenAbsent: .healthy)
        #expect(finding([lenient], ["Other": .text("x")]) == .healthy)
    }

    @Test func stateThatTheConfigurationWantsIsHealthy() {
        let rule = StateRule(
            "State", healthy: ["ENABLED"], words: ["DISABLED": "disabled"], asWanted: .attribute("state"))
        #expect(finding([rule], ["State": .text("DISABLED")], ["state": "DISABLED"]) == .healthy)
        #expect(finding([rule], ["State": .text("DISABLED")], ["state": "ENABLED"]) == .unhealthy("disabled"))
        #expect(finding([rule], ["State": .text("DISABLED")]) == .unhealthy("disabled"))
        #expect(finding([rule], ["State": .text("ENABLED")], ["state": "DISABLED"]) == .healthy)
    }

    @Test func numberBelowTheWantedOneIsUnhealthy() {
        let rule = StateRule.atLeast("running", "desired", "tasks run")
        func tasks(_ running: String?, _ desired: String?) -> Read.Finding {
            var members: [String: ResponseTree] = ["x": .text("")]
            members["running"] = running.map(ResponseTree.text)
            members["desired"] = desired.map(ResponseTree.text)
            return finding([rule], members)
        }
        #expect(tasks("3", "3") == .healthy)
        #expect(tasks("4", "3") == .healthy)
        #expect(tasks("2", "3") == .unhealthy("2 of 3 tasks run"))
        for (running, desired) in [(nil, "3"), ("3", nil), ("x", "3"), ("3", "99999999999999999999")] {
            #expect(tasks(running, desired) == .unknown("the response lacks running or desired"))
        }
    }

    @Test func dateOfADeletionIsUnhealthy() {
        let rule = StateRule.scheduled("DeletedDate")
        #expect(finding([rule], ["Name": .text("a")]) == .healthy)
        #expect(
            finding([rule], ["DeletedDate": .text("1.7E9")])
                == .leaving("scheduled for deletion", until: 1.7e9))
    }

    @Test func wordOfADeletionGoesBeforeOtherTroubleAndHasItsDate() {
        let key = StateRule("KeyState", healthy: ["Enabled"], leaving: ["PendingDeletion"]).until(
            "DeletionDate")
        let other = StateRule("Other", healthy: [], words: ["Bad": "bad"])
        func found(_ date: String?) -> Read.Finding {
            var members: [String: ResponseTree] = [
                "KeyState": .text("PendingDeletion"), "Other": .text("Bad"),
            ]
            members["DeletionDate"] = date.map(ResponseTree.text)
            return finding([other, key], members)
        }
        let words = "scheduled for deletion (PendingDeletion), bad"
        #expect(found("1772334000.5") == .leaving(words, until: 1_772_334_000.5))
        #expect(found(nil) == .leaving(words, until: nil))
        #expect(found("soon") == .leaving(words, until: nil))
    }

    @Test func onlyAWordOfTheServiceIsRepeatedAsTheReason() {
        let rule = StateRule("State", healthy: [], unhealthy: ["Failed"], because: "Code")
        func why(_ code: String?) -> Read.Finding {
            var members: [String: ResponseTree] = ["State": .text("Failed")]
            members["Code"] = code.map(ResponseTree.text)
            return finding([rule], members)
        }
        #expect(why("EniLimitExceeded") == .unhealthy("Failed: EniLimitExceeded"))
        let tooLong = String(repeating: "a", count: 65)
        for text in [nil, "", "pass word", "a:b", "ä", tooLong] { #expect(why(text) == .unhealthy("Failed")) }
    }

    @Test func worstOfSeveralRulesCounts() {
        let rules = ["A", "B", "C"].map {
            StateRule($0, healthy: ["ok"], unhealthy: ["bad"], gone: ["gone"])
        }
        func finding(_ a: String, _ b: String, _ c: String) -> Read.Finding {
            self.finding(rules, ["A": .text(a), "B": .text(b), "C": .text(c)])
        }
        let unknown = Read.Finding.unknown("B has a value that Terrier does not know")
        #expect(finding("ok", "ok", "ok") == .healthy)
        #expect(finding("bad", "ok", "bad") == .unhealthy("bad, bad"))
        #expect(finding("bad", "?", "ok") == unknown)
        #expect(finding("bad", "?", "gone") == .missing)
    }

    @Test func everyFieldAtAPathCounts() {
        let rule = StateRule("Targets.State", healthy: ["ok"], unhealthy: ["bad"])
        func targets(_ words: [String]) -> Read.Finding {
            finding([rule], ["Targets": .list(words.map { .object(["State": .text($0)]) })])
        }
        #expect(targets(["ok", "ok"]) == .healthy)
        #expect(targets(["ok", "bad"]) == .unhealthy("bad"))
        #expect(targets(["ok", "new"]) == .unknown("Targets.State has a value that Terrier does not know"))
    }
}
