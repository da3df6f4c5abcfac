import Decisions
import Foundation
import Notifications
import Settings
import TestSupport
import Testing

/// The manual pages list exactly what the program has.
@Suite struct ManualTests {
    @Test func everyCommandAndOptionIsInItsSection() async throws {
        let page = try ManualPage("terrier.1")
        let common = try page.section("Common options")
        let help = try await Program.run(["--experimental-dump-help"])
        let root = try JSONDecoder().decode(DumpedHelp.self, from: Data(help.output.utf8)).command
        let leaves = root.leaves(below: [])
        #expect(leaves.count > 15)
        for leaf in leaves {
            let section = try page.section(leaf.path.joined(separator: " "))
            let documented = Set((section.heading + "\n" + section.body).options)
            let own = leaf.options.subtracting(common.body.options)
            #expect(documented == own, "\(leaf.path.joined(separator: " "))")
        }
        let sections = Set(page.sections.map(\.heading).filter { $0.hasPrefix("terrier ") }.map(\.words))
        #expect(sections == Set(leaves.map { $0.path.joined(separator: " ") }))
    }

    /// The fault for an unknown key lists the keys of a table. Every table must be reached, and its section must list its keys.
    @Test func everyKeyOfTheConfigurationIsInItsSection() throws {
        let page = try ManualPage("terrier.yaml.5")
        let tables = try Self.tables()
        #expect(Set(tables.keys) == Set(Self.sections.keys))
        let calls = try Self.settingsSource().matches(of: /= table\(\s*\w+,/).count
        #expect(calls == Self.sections.count, "a table of keys is read that this test does not know")
        for (table, keys) in tables {
            let section = try page.section(try #require(Self.sections[table]))
            #expect(section.body.keys == keys.sorted(), "\(table)")
        }
    }

    @Test func everySignalAndChoiceIsListed() throws {
        let page = try ManualPage("terrier.yaml.5")
        let signals = (Signal.catalogue + Signal.definitions(ofTier: "NAME")).map(\.signal.name)
        let listed = try page.section("Signals").body.matches(of: /\.It Ic (\S+)/).map { String($0.1) }
        #expect(listed.sorted() == signals.sorted())
        func words<Choice: CaseIterable & RawRepresentable>(_: Choice.Type) -> String
        where Choice.RawValue == String { Choice.allCases.map(\.rawValue).joined(separator: " | ") }
        let rules = try page.section("RULES").body
        #expect(rules.contains("Ic severity : Cm \(words(Severity.self))\n"))
        for comparison in Condition.Comparison.allCases {
            #expect(rules.contains("\n.Ql \(comparison.rawValue)"), "\(comparison)")
        }
        #expect(try page.section("NOTIFY").body.contains("Ic from : Cm \(words(Severity.self))\n"))
        #expect(try page.section("THE FILE").body.contains("Ic mode : Cm \(words(Mode.self))\n"))
        #expect(try page.section("ESCALATION").body.contains("Ic do : Cm \(words(Rung.Step.self))\n"))
    }

    /// A file that sets every key to its default means the same as one that omits them.
    @Test func documentedDefaultsAreThoseOfTheProgram() throws {
        let page = try ManualPage("terrier.yaml.5")
        func lines(_ section: String, _ indent: Int) throws -> String {
            let defaults = try page.section(section).body.defaults
            #expect(!defaults.isEmpty)
            return defaults.map { "\(String(repeating: " ", count: indent))\($0.key): \($0.value)\n" }
                .joined()
        }
        func text(
            _ file: String, _ stack: String, _ tier: String, _ endpoint: String, _ rule: String,
            _ guardrails: String, _ sink: String
        ) -> String {
            """
            \(file)notify:
              - webhook: "https://hooks.example/terrier"
            \(sink)stacks:
              - name: stack
                directory: /srv/stack
            \(stack)    tiers:
                  - name: tier
                    addresses: [aws_iam_role.role]
            \(tier)    endpoints:
                  - name: endpoint
                    url: "https://api.example"
            \(endpoint)    rules:
                  - name: rule
                    when: lambda.error_rate > 10%
            \(rule)    guardrails:
                  protect: [aws_iam_role.role]
            \(guardrails)
            """
        }
        let omitted = try parse(text("", "", "", "", "", "", ""), file: "omitted.yaml")
        var written = try parse(
            text(
                try lines("THE FILE", 0), try lines("STACKS", 4), try lines("TIERS", 8),
                try lines("ENDPOINTS", 8), try lines("RULES", 8), try lines("GUARDRAILS", 6),
                try lines("NOTIFY", 4)), file: "written.yaml")
        written.hash = omitted.hash
        #expect(written == omitted)
    }

    @Test(
        .enabled(if: Requirement.has(.man), "needs man and groff"),
        arguments: ["terrier.1", "terrier.yaml.5"])
    func pagesAreFormattedWithoutAWarning(name: String) async throws {
        let formatted = try await Program.shell(
            "LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z docs/man/\(name) >/dev/null")
        #expect(formatted.code == 0)
        #expect(formatted.errorOutput == "")
    }

    // MARK: -

    /// By the name of a table in faults, the section with its keys.
    private static let sections = [
        "the configuration": "THE FILE", "archive": "ARCHIVE", "an entry of notify": "NOTIFY",
        "a rung": "ESCALATION",
        "a stack": "STACKS", "an entry of providers": "PROVIDERS", "a tier": "TIERS",
        "an endpoint": "ENDPOINTS", "placeholder": "PLACEHOLDER", "open_cors": "OPEN CORS", "a rule": "RULES",
        "a command": "COMMANDS",
        "guardrails": "GUARDRAILS", "allow": "Allowed changes", "a window": "Windows",
        "the scenario": "SCENARIOS", "an event": "Events", "keep_snapshots": "RETENTION",
    ]

    private static func tables() throws -> [String: [String]] {
        let unknown = "unknown-as-no-key-is: 1"
        let configuration = """
            \(unknown)
            archive: {\(unknown)}
            keep_snapshots: {\(unknown)}
            notify: [{\(unknown)}]
            escalation: [{\(unknown)}]
            stacks:
              - \(unknown)
                name: stack
                directory: /srv/stack
                providers: [{\(unknown)}]
                tiers: [{\(unknown)}]
                endpoints: [{\(unknown)}]
                placeholder: {\(unknown)}
                open_cors: {\(unknown)}
                rules: [{\(unknown)}]
                commands: [{\(unknown)}]
                guardrails: {\(unknown), allow: {\(unknown)}, windows: [{\(unknown)}]}
            """
        var faults = try #require(throws: SettingsFaults.self) {
            _ = try parse(configuration, file: "all.yaml")
        }.faults
        faults += try #require(throws: SettingsFaults.self) {
            _ = try parseScenario("\(unknown)\nevents: [{\(unknown)}]\n", file: "scenario.yaml")
        }.faults
        var tables: [String: [String]] = [:]
        for fault in faults {
            let known = /unknown key '[^']*' in (.+); the keys are (.+)/
            guard let match = fault.message.firstMatch(of: known) else { continue }
            tables[String(match.1)] = match.2.split(separator: ", ").map(String.init)
        }
        return tables
    }

    private static func settingsSource() throws -> String {
        let directory = Machine.project + "/Sources/Settings"
        return try FileManager.default.subpathsOfDirectory(atPath: directory).sorted()
            .filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOfFile: "\(directory)/\($0)", encoding: .utf8) }.joined()
    }
}

/// The source of a manual page, split into its sections.
private struct ManualPage {
    var sections: [(heading: String, body: String)] = []

    init(_ name: String) throws {
        let source = try String(contentsOfFile: "\(Machine.project)/docs/man/\(name)", encoding: .utf8)
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(".Sh ") || line.hasPrefix(".Ss ") {
                sections.append((String(line.dropFirst(4)), ""))
            } else if !sections.isEmpty {
                sections[sections.count - 1].body += line + "\n"
            }
        }
    }

    /// The section whose heading begins with the given words.
    func section(_ words: String) throws -> (heading: String, body: String) {
        try #require(sections.first { $0.heading.words == words }, "no section '\(words)'")
    }
}

extension String {
    /// A heading without the macros of its arguments.
    fileprivate var words: String {
        split(separator: " ").prefix { !["Oo", "Op", "Ar", "Fl", "Cm"].contains($0) }.joined(separator: " ")
    }

    /// The long options in the text.
    fileprivate var options: [String] { matches(of: /Fl -([a-z][a-z-]*)/).map { String($0.1) } }

    /// The documented keys, sorted.
    fileprivate var keys: [String] { matches(of: /\.It Ic (\S+) :/).map { String($0.1) }.sorted() }

    /// The keys that have a literal default, with that default.
    fileprivate var defaults: [(key: String, value: String)] {
        split(separator: ".It Ic ").compactMap { item in
            guard let key = item.firstMatch(of: /^(\S+) :/),
                let value = item.firstMatch(of: /Default:\n\.Ql (.+?)(?: \.)?\n/)
            else { return nil }
            return (String(key.1), String(value.1))
        }
    }
}

/// The output of `--experimental-dump-help`.
private struct DumpedHelp: Decodable {
    struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                var kind: String
                var name: String
            }
            var names: [Name]?
        }
        var commandName: String
        var arguments: [Argument]?
        var subcommands: [Command]?

        /// The commands without subcommands, each with its long options.
        func leaves(below path: [String]) -> [(path: [String], options: Set<String>)] {
            let own = path + [commandName]
            if let subcommands, !subcommands.isEmpty { return subcommands.flatMap { $0.leaves(below: own) } }
            let names = (arguments ?? []).flatMap { $0.names ?? [] }.filter { $0.kind == "long" }.map(\.name)
            return [(own, Set(names))]
        }
    }

    var command: Command
}
