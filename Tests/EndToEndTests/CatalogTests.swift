import Decisions
import EventExamples
import Foundation
import Notifications
import TestSupport
import Testing

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// Reads the journal as a person does: with a real journald, the systemd catalog, and one entry of each event, written as the
/// service writes it.
@Suite struct CatalogTests {
    @Test(.timeLimit(.minutes(5)), .enabled(if: Requirement.has(.systemd), "needs root and systemd"))
    func journalctlExplainsEveryEventInBothLanguages() async throws {
        let examples = EventExample.all
        let ids = Set(examples.map(\.event.messageID)).sorted()
        let result = try await SystemdLab.run(
            """
            # journalctl gets the language from the C library, which needs an installed locale.
            cp -r /usr/lib/locale/C.utf8 /usr/lib/locale/ko_KR.utf8
            journalctl --update-catalog
            systemd-run --wait --quiet --unit=terrier -p StandardError=journal /opt/say-events
            # journalctl fails if a pattern matches no unit in the journal.
            systemd-run --wait --quiet --unit=terrier-repair@0.service -p StandardOutput=journal echo repaired
            journalctl --sync
            for id in \(ids.joined(separator: " ")); do
                for language in C.UTF-8 ko_KR.UTF-8; do
                    echo "== $id $language"
                    LC_ALL=$language journalctl -q -x -o short MESSAGE_ID=$id
                done
            done
            echo "== incident"
            journalctl -q -o cat TERRIER_INCIDENT=\(EventExample.incident.id)
            echo "== warning"
            journalctl -q -o cat -u terrier -p warning _COMM=say-events
            echo "== messages"
            LANG=C.UTF-8 LC_MESSAGES=ko_KR.UTF-8 journalctl -q -x MESSAGE_ID=\(ids[0])
            # The suggested journalctl commands, with the fields filled in: journalctl must accept them.
            LC_ALL=C.UTF-8 journalctl -q -x -o short _COMM=say-events | sed -n 's/^░░     \\(journalctl .*\\)/\\1/p' \\
                | grep -v ' -f$' | sort -u >/tmp/commands
            echo "== commands"
            while read -r command; do
                bash -c "$command -q" </dev/null >/dev/null || echo "not understood: $command"
            done </tmp/commands
            wc -l </tmp/commands
            """,
            copies: [
                (Machine.built("say-events"), "/opt/say-events"),
                (Machine.project + "/systemd/terrier.catalog", "/usr/lib/systemd/catalog/terrier.catalog"),
                (
                    Machine.project + "/systemd/terrier.ko.catalog",
                    "/usr/lib/systemd/catalog/terrier.ko.catalog"
                ),
            ])
        #expect(result.code == 0, "\(result.errorOutput)")
        let parts = Self.parts(result.output)
        for id in ids {
            let expected = examples.filter { $0.event.messageID == id }
            for language in ["C.UTF-8", "ko_KR.UTF-8"] {
                let text = try #require(parts["\(id) \(language)"])
                for example in expected { #expect(text.contains(Self.line(example)), "\(text)") }
                #expect(
                    text.components(separatedBy: "Defined-By: Terrier").count - 1 == expected.count, "\(text)"
                )
                // journalctl leaves the name of a field that the entry lacks; the commands have names with values.
                #expect(!text.contains(/@[A-Z_]+@|TERRIER_[A-Z]+(?![A-Z=])/), "\(text)")
            }
            #expect(parts["\(id) ko_KR.UTF-8"]?.contains(/[가-힣]/) == true)
            #expect(parts["\(id) C.UTF-8"]?.contains(/[가-힣]/) == false)
        }
        #expect(parts["messages"]?.contains(/[가-힣]/) == true)
        let commands = try #require(parts["commands"])
        #expect(!commands.contains("not understood") && (Int(commands.trimmed) ?? 0) > 10, "\(commands)")
        // All entries of one incident, in the order in which they were logged, and none of another.
        func lines(_ name: String) throws -> [String] {
            try #require(parts[name]).split(separator: "\n").map(String.init)
        }
        let ofIncident = examples.filter { example in
            example.event.fields.contains {
                $0.name == "TERRIER_INCIDENT" && $0.value == EventExample.incident.id
            }
        }
        #expect(try lines("incident") == ofIncident.map(Self.line) && ofIncident.count >= 15)
        let warnings = examples.filter { $0.event.priority.rawValue <= Priority.warning.rawValue }
        #expect(try lines("warning") == warnings.map(Self.line) && warnings.count < examples.count)
    }

    /// The operator copies these commands from the catalog, so each must be one that the program accepts.
    @Test(arguments: ["terrier.catalog", "terrier.ko.catalog"])
    func programAcceptsTheCommandsOfTheCatalog(catalog: String) async throws {
        let text = try String(
            contentsOfFile: Machine.project + "/systemd/" + catalog, encoding: .utf8)
        let values = [
            "@TERRIER_STACK@": "s", "@TERRIER_KIND@": "emergency-deploy", "@TERRIER_INCIDENT@": "s-1",
            "'@TERRIER_ADDRESS@'": "aws_cloudwatch_metric_alarm.errors", "NUMBER": "1",
            "FILE": "/nowhere/state", "TEXT": "why",
        ]
        let commands = Set(
            text.split(separator: "\n").filter { $0.hasPrefix("    terrier ") }.map { line in
                values.reduce(String(line.dropFirst(12))) { $0.replacing($1.key, with: $1.value) }
            }
        ).sorted()
        #expect(commands.count > 10)
        for command in commands {
            #expect(!command.contains("@"), "\(command)")
            let result = try await Program.run(
                command.split(separator: " ").map(String.init) + ["--config", "/nowhere/terrier.yaml"])
            // Accepted, and then stopped because there is no configuration; 64 would be a wrong command.
            #expect(result.code == 78, "terrier \(command): \(result.errorOutput)")
        }
    }

    private static func line(_ example: EventExample) -> String {
        example.stack.map { "\($0): \(example.event.message)" } ?? example.event.message
    }

    /// The text below each line of `== name`, by name.
    private static func parts(_ output: String) -> [String: String] {
        var parts: [String: String] = [:]
        var name: String?
        for line in output.components(separatedBy: "\n") {
            if line.hasPrefix("== ") {
                name = String(line.dropFirst(3))
            } else if let name {
                parts[name, default: ""] += line + "\n"
            }
        }
        return parts
    }
}
