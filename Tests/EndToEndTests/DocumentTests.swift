import Decisions
import Foundation
import Notifications
import TestSupport
import Testing

/// The pages of docs/ list all that the program knows, and nothing that it does not.
@Suite struct DocumentTests {
    @Test func everySignalIsListedWithItsUnit() throws {
        let listed = try Self.table("docs/signals.md", "| signal |").flatMap { row in
            Self.names(row[0]).map { "\($0) \(row[1])" }
        }
        let known =
            Signal.catalogue.map { "\($0.signal) \($0.unit.rawValue)" }
            + [Signal.missing(ofTier: "NAME")].map { "\($0) \($0.unit?.rawValue ?? "")" }
        #expect(listed.sorted() == known.sorted())
    }

    @Test func everyGuardrailIsListedWithWhetherAPersonPassesIt() throws {
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

    /// The cells of each row below a table's head.
    private static func table(_ document: String, _ head: String) throws -> [[String]] {
        let text = try String(contentsOfFile: "\(Machine.project)/\(document)", encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex { $0.hasPrefix(head) })
        return lines[(begin + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// What stands in backquotes.
    private static func names(_ cell: String) -> [String] {
        cell.matches(of: /`([^`]+)`/).map { String($0.1) }
    }
}
