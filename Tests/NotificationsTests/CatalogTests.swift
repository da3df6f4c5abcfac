import EventExamples
import Foundation
import TestSupport
import Testing

@testable import Notifications

/// Compares the message catalog with the program. `.ci/check-catalog` cannot know which fields an event always has.
@Suite struct CatalogTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: Machine.project + "/" + path, encoding: .utf8)
    }

    /// The fields that the catalog entry of each id uses.
    private static func wanted(_ path: String) throws -> [String: Set<String>] {
        var wanted: [String: Set<String>] = [:]
        var id: String?
        for line in try text(path).split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("-- ") {
                id = String(line.dropFirst(3))
                wanted[String(line.dropFirst(3))] = []
            } else if let id {
                for match in line.matches(of: /@([A-Z_]+)@/) { wanted[id]?.insert(String(match.1)) }
            }
        }
        return wanted
    }

    @Test(arguments: ["systemd/terrier.catalog", "systemd/terrier.ko.catalog"])
    func entryNamesOnlyFieldsThatItsEventAlwaysHas(path: String) throws {
        let wanted = try Self.wanted(path)
        var filled = 0
        for example in EventExample.all {
            let fields = try #require(wanted[example.event.messageID], "\(example.kind) has no entry")
            #expect(fields.isSubset(of: example.fields), "\(example.kind)")
            filled += fields.count
        }
        #expect(wanted.count >= 40 && filled > 40)
    }

    /// The examples must hold every kind; the other tests would not cover one that is missing.
    @Test func everyKindHasAnExample() throws {
        let kinds = try Self.text("Sources/Notifications/Event.swift").matches(of: /\n    case (\w+)/).map {
            String($0.1)
        }
        #expect(Set(EventExample.all.map(\.kind)) == Set(kinds) && kinds.count >= 40)
    }
}
