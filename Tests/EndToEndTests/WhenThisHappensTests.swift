import Foundation
import TestSupport
import Testing

/// docs/when-this-happens.md has a row for each scenario of the runbook, and each scenario has its test with the real Terraform.
@Suite struct WhenThisHappensTests {
    /// The scenarios, in the order of the page, with the file and the name of the test.
    private static let tests = [
        ("A change of a table's schema", "RunbookTests", "schemaChange"),
        ("A table is gone", "RunTests", "lostTableIsRecreatedAndTheIncidentRecordsTheRepair"),
        ("A table with a backup is gone", "RunTests", "tableWithABackupIsLeftForAPerson"),
        ("A Lambda deploy fails", "RollbackPhasesTests", "phase2KeepsTheAPIWithAPlaceholderAnswer"),
        ("The browser reports CORS errors", "OpenCORSTests", "ruleOpensTheOriginsAndAPersonClosesThem"),
        ("The state is locked and nobody works", "UnlockTests", "lockIsReleasedOnlyForWhoNamesItsID"),
        ("The state is lost", "RestoreStateTests", "lostStateIsPutBackAndPlansNothing"),
        (
            "AWS has it and the state does not", "OrphanTests",
            "lostResourcesAreListedImportedAndNotCreatedTwice"
        ),
        ("Back to phase 1: only the tables", "RollbackPhasesTests", "phase1KeepsTheTablesAndWhatTheyHold"),
        (
            "Back to phase 2: the API with a placeholder", "RollbackPhasesTests",
            "phase2KeepsTheAPIWithAPlaceholderAnswer"
        ),
        ("Back to phase 3: everything but the alarms", "RollbackPhasesTests", "phase3KeepsAllButTheAlarms"),
        ("A storm of alarms", "LadderTests", "rungsAreClimbedInOrderUntilAPauseOrAnAcknowledgement"),
        ("Before each step", "RunbookTests", "schemaChange"),
    ]

    @Test func everyScenarioOfThePageHasItsTest() throws {
        #expect(try Self.rows("docs/when-this-happens.md", "| what happens |") == Self.tests.map(\.0))
        for (scenario, file, name) in Self.tests {
            let source = try String(
                contentsOfFile: "\(Machine.project)/Tests/EndToEndTests/\(file).swift", encoding: .utf8)
            #expect(source.contains("@Test func \(name)()"), "\(scenario)")
        }
    }

    @Test func bothLanguagesHaveTheSameScenariosAndCommands() throws {
        let english = try Self.text("docs/when-this-happens.md")
        let korean = try Self.text("docs/when-this-happens.ko.md")
        #expect(try Self.rows("docs/when-this-happens.ko.md", "| 생긴 일 |").count == Self.tests.count)
        func commands(_ text: String) -> [String] {
            text.split(separator: "\n").filter { $0.hasPrefix("    terrier ") }.map(String.init)
        }
        #expect(commands(english) == commands(korean))
        #expect(commands(english).count > 15)
    }

    private static func text(_ document: String) throws -> String {
        try String(contentsOfFile: "\(Machine.project)/\(document)", encoding: .utf8)
    }

    /// The scenarios in the first column of the table; each links to the section of the same name.
    private static func rows(_ document: String, _ head: String) throws -> [String] {
        let lines = try text(document).split(separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex { $0.hasPrefix(head) })
        return lines[(begin + 2)...].prefix { $0.hasPrefix("|") }.compactMap { line in
            line.firstMatch(of: /^\| \[([^\]]+)\]/).map { String($0.1) }
        }
    }
}
