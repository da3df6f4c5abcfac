import Decisions
import Foundation
import Notifications
import TestSupport
import Testing

/// The tables of docs/ list exactly what the program has.
@Suite struct DocumentTests {
    @Test func everySignalIsListedWithItsUnitAndMeaning() throws {
        let listed = try Self.table("docs/signals.md", "| signal |").flatMap { row in
            Self.names(row[0]).map { "\($0) | \(row[1]) | \(row[2])" }
        }
        let known = (Signal.catalogue + Signal.definitions(ofTier: "NAME"))
            .map { "\($0.signal) | \($0.unit.rawValue) | \($0.meaning)" }
        #expect(listed.sorted() == known.sorted())
    }

    @Test func signalsThatNeverRepairAreListed() throws {
        let text = try String(contentsOfFile: "\(Machine.project)/docs/signals.md", encoding: .utf8)
        let sentence = try #require(
            text.firstMatch(of: /\nRules on ([^,]+(,\s[^,]+)*)\sare\sabout\sthe\swatching/))
        let never = (Signal.catalogue + Signal.definitions(ofTier: "NAME")).filter { !$0.mayRepair }.map(
            \.signal.name)
        #expect(Self.names(String(sentence.1)).sorted() == never.sorted())
    }

    @Test func everyGuardrailIsListedWithWhetherItYieldsToAPerson() throws {
        let listed = try Self.table("docs/repairs-and-guardrails.md", "| guardrail |").map { row in
            "\(Self.names(row[0]).joined()) \(row[2])"
        }
        let known = Guardrail.allCases.map { "\($0.rawValue) \($0.yieldsToPerson ? "yes" : "no")" }
        #expect(listed.sorted() == known.sorted())
    }

    @Test func everyRepairIsListed() throws {
        let listed = try Self.table("docs/repairs-and-guardrails.md", "| repair |").flatMap {
            Self.names($0[0])
        }
        #expect(listed.sorted() == RepairKind.allCases.map(\.rawValue).sorted())
    }

    @Test func everyTypeOfNoticeIsListed() throws {
        let listed = try Self.table("docs/notifications.md", "| type |").flatMap { Self.names($0[0]) }
        #expect(listed.sorted() == Notice.Kind.allCases.map(\.rawValue).sorted())
    }

    // MARK: -

    /// The cells of each row below the header of a table.
    private static func table(_ document: String, _ head: String) throws -> [[String]] {
        let text = try String(contentsOfFile: "\(Machine.project)/\(document)", encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex { $0.hasPrefix(head) })
        return lines[(begin + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// The words in backquotes.
    private static func names(_ cell: String) -> [String] {
        cell.matches(of: /`([^`]+)`/).map { String($0.1) }
    }
}
