import Demo
import Foundation
import TestSupport
import Testing

/// Runs exactly the commands of docs/install.md, from `apt install` to a repaired stack, and compares their output with what
/// the page shows. The README shows a part of it.
@Suite(
    .serialized,
    .enabled(
        if: Requirement.has(.systemd, .terraform, .moto, .package),
        "needs root, systemd, Terraform, moto and a fresh package; run 'make deb'"))
struct StoryTests {
    @Test func documentsShowTheOutputOfTheirCommands() async throws {
        let story = try block("docs/install.md", beginning: "$ sudo apt install")
        let shown = try block("README.md", beginning: "$ journalctl -fu terrier").filter(Self.isEntry)
        #expect(shown.count > 10)
        let commands = story.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
        let seen = try await Lab.with { lab in
            let units = try await UnitLab(lab, isPackaged: true)
            return try await units.run(Self.script(commands))
        }
        let output = "\(seen.output)\n\(seen.errorOutput)"
        #expect(seen.code == 0, "\(output)")
        let printed = seen.output.split(whereSeparator: \.isNewline).map { Self.plain(String($0)) }
        var rest = printed[...]
        for line in story + shown where line != "…" {
            // Entries of the journal may come in another order: the watcher and the repairer log at the same time.
            let isEntry = Self.isEntry(line)
            guard let place = (isEntry ? printed[...] : rest).firstIndex(of: Self.plain(line)) else {
                Issue.record("'\(line)' was not printed, or not in this place:\n\(output)")
                return
            }
            if !isEntry { rest = printed[(place + 1)...] }
        }
    }

    private static func isEntry(_ line: String) -> Bool { line.contains(" terrier[") }

    /// The block of commands and their output in a document; `…` marks omitted lines.
    private func block(_ document: String, beginning: String) throws -> [String] {
        let text = try String(contentsOfFile: "\(Machine.project)/\(document)", encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex { $0.hasPrefix("    \(beginning)") })
        return lines[begin...].prefix { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
    }

    /// The line without times, process ids and sizes, which differ in each run.
    private static func plain(_ line: String) -> String {
        line.replacing(#/^[A-Z][a-z]{2} [ 0-9]\d [\d:]{8} \S+ /#, with: "")
            .replacing(/(\d+[hms] ?)+\b/, with: "0s").replacing(/\d+/, with: "0")
    }

    /// Runs the commands of docs/install.md. Instead of an editor, a prepared file is copied; the table is deleted once the service has
    /// found the stack healthy.
    private static func script(_ commands: [String]) -> String {
        let steps = commands.map { command in
            let line = command.split(separator: "#").first.map(String.init) ?? command
            let words = line.replacing("sudo ", with: "").trimmingCharacters(in: .whitespaces)
            let quoted = "'" + command.replacing("'", with: "'\\''") + "'"
            if words.hasPrefix("sudoedit") { return "printf '$ %s\\n' \(quoted); edit" }
            if words.hasPrefix("systemctl edit") { return "printf '$ %s\\n' \(quoted); drop_in" }
            if words.hasPrefix("journalctl -fu") {
                return """
                    wait_for healthy; lose liveinsight-events-dev; wait_for 'incident .*closed'
                    wait_for 'emergency-deploy done'
                    printf '$ %s\\n' \(quoted); journalctl --sync; journalctl -u terrier --no-pager
                    """
            }
            return "printf '$ %s\\n' \(quoted); { \(words); } 2>&1 </dev/null || fail \(quoted)"
        }
        return """
            export DEBIAN_FRONTEND=noninteractive
            rm -f /var/lib/man-db/auto-update
            cd /root
            mkdir -p /etc/credstore /etc/systemd/system
            cp -rT --no-preserve=ownership,mode /install/etc/credstore /etc/credstore; chmod 700 /etc/credstore; chmod 600 /etc/credstore/*
            edit() {
                cat /install/etc/terrier/terrier.yaml >/etc/terrier/terrier.yaml
                cp --no-preserve=ownership,mode /install/etc/terrier/terraformrc /etc/terrier/; chgrp terrier /etc/terrier/terraformrc
            }
            drop_in() { cp -rT --no-preserve=ownership,mode /install/etc/systemd/system /etc/systemd/system; systemctl daemon-reload; }

            """ + steps.joined(separator: "\n") + "\n"
    }
}
