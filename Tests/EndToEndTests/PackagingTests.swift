import Foundation
import TestSupport
import Testing

@Suite struct PackagingTests {
    @Test func installUsesDestdirAndUninstallKeepsTheConfiguration() async throws {
        try await Machine.withDirectory { root in
            #expect(try await make("install", root).code == 0)
            let units = try Self.unitFiles().map { "opt/terrier/lib/\($0)" }
            #expect(units.contains("opt/terrier/lib/systemd/system/terrier.service"))
            #expect(units.contains("opt/terrier/lib/sysusers.d/terrier.conf"))
            let pages = try Self.pages()
            #expect(pages.contains("install.md"))
            let shares =
                ([
                    "bash-completion/completions/terrier", "doc/terrier/CHANGELOG.md",
                    "doc/terrier/CONTRIBUTING.md", "doc/terrier/LICENSE", "doc/terrier/README.md",
                    "doc/terrier/SECURITY.md", "doc/terrier/copyright",
                    "doc/terrier/examples/modern-systemd.conf", "doc/terrier/terrier.yaml",
                    "fish/vendor_completions.d/terrier.fish", "man/man1/terrier.1",
                    "man/man5/terrier.yaml.5", "terrier/demo/lambda/index.py", "terrier/demo/main.tf",
                    "terrier/demo/scenario.yaml", "terrier/demo/terrier.yaml", "terrier/demo/versions.tf",
                    "zsh/site-functions/_terrier",
                ] + pages.map { "doc/terrier/docs/\($0)" }).map { "opt/terrier/share/\($0)" }
            #expect(
                try files(root)
                    == (["etc/terrier/terrier.yaml", "opt/terrier/bin/terrier"] + units + shares).sorted())
            let unit = try text(root + "/opt/terrier/lib/systemd/system/terrier.service")
            #expect(unit.contains("\nExecStart=/opt/terrier/bin/terrier run "))
            let documents = "file:///opt/terrier/share/doc/terrier"
            #expect(unit.contains(" \(documents)/docs/operations.md \(documents)/README.md\n"))
            #expect(
                unit.firstMatch(of: /@[a-z]+@/) == nil, "a placeholder of the template is left in the unit")

            #expect(try await make("uninstall", root).code == 0)
            #expect(try files(root) == ["etc/terrier/terrier.yaml"])
        }
    }

    @Test func installKeepsAnExistingConfiguration() async throws {
        try await Machine.withDirectory { root in
            let configuration = root + "/etc/terrier/terrier.yaml"
            try FileManager.default.createDirectory(
                atPath: root + "/etc/terrier", withIntermediateDirectories: true)
            try "interval: 7s\n".write(toFile: configuration, atomically: true, encoding: .utf8)
            #expect(try await make("install", root).code == 0)
            #expect(try text(configuration) == "interval: 7s\n")
        }
    }

    @Test func installWithoutABuildPrintsWhatToRun() async throws {
        try await Machine.withDirectory { root in
            let refused = try await make("install", root, program: root + "/not-built")
            #expect(refused.code != 0)
            #expect(refused.errorOutput.contains("not built yet; run 'make' first"))
            #expect(try files(root) == [])
        }
    }

    @Test func installedConfigurationIsValid() async throws {
        let checked = try await Program.run([
            "validate", "--config", Machine.project + "/config/terrier.yaml",
        ])
        #expect(checked.code == 0, "\(checked.errorOutput)")
    }

    @Test(arguments: [
        ("Decisions", "import Foundation"),
        ("Probes", "internal import struct Repairs.Repairer"),
        ("Repairs", "@preconcurrency public import Probes"),
        ("Watchdog", "import Yams"),
        ("Unlisted", "import Foundation"),
    ])
    func forbiddenImportIsFound(module: String, line: String) async throws {
        try await Machine.withDirectory { sources in
            try FileManager.default.createDirectory(
                atPath: "\(sources)/\(module)", withIntermediateDirectories: true)
            try "\(line)\n".write(
                toFile: "\(sources)/\(module)/Planted.swift", atomically: true, encoding: .utf8)
            let checked = try await Program.shell("bash .ci/check-imports '\(sources)'")
            #expect(checked.code == 1)
            #expect(checked.errorOutput.contains(module))
        }
    }

    @Test func sourcesFollowTheTableOfImports() async throws {
        let checked = try await Program.shell("bash .ci/check-imports Sources")
        #expect(checked.code == 0, "\(checked.errorOutput)")
    }

    /// On a machine where apt-get fails, or without Terraform or Swift, `.ci/deps` fails with one clear line.
    @Test(arguments: [
        ("swift", "error: apt-get could not install libcurl4-openssl-dev"),
        ("terraform", "error: terraform: not found; install Terraform"),
        ("none", "error: usage:"),
    ])
    func failedInstallationGivesOneClearLine(kind: String, message: String) async throws {
        try await Machine.withDirectory { programs in
            let fakes = [
                "swift": "exit 0", "dpkg-query": "exit 1", "apt-get": "exit 100", "sudo": "exec \"$@\"",
            ]
            for (name, body) in fakes {
                let file = "\(programs)/\(name)"
                try "#!/bin/sh\n\(body)\n".write(toFile: file, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
            }
            let failed = try await Program.shell("bash .ci/deps \(kind)", path: "\(programs):/usr/bin:/bin")
            #expect(failed.code == 1)
            #expect(failed.errorOutput.contains(message))
        }
    }

    /// The completions of each shell have all commands, and bash can parse its own.
    @Test func completionsCoverEveryCommand() async throws {
        try await Machine.withDirectory { root in
            #expect(try await make("install", root).code == 0)
            let share = root + "/opt/terrier/share"
            for file in [
                "bash-completion/completions/terrier", "zsh/site-functions/_terrier",
                "fish/vendor_completions.d/terrier.fish",
            ] {
                let completions = try text("\(share)/\(file)")
                for word in ["rehearse", "incidents", "scenario"] {
                    #expect(completions.contains(word), "\(word) in \(file)")
                }
            }
            let parsed = try await Program.shell("bash -n '\(share)/bash-completion/completions/terrier'")
            #expect(parsed.code == 0, "\(parsed.errorOutput)")
        }
    }

    @Test func programChangelogAndPackageHaveTheSameVersion() async throws {
        let program = try await Program.run(["--version"])
        #expect(program.output == "\(try BuiltPackage.version())\n")
        let named = try await Program.shell("make --no-print-directory -pn help | sed -n 's/^VERSION := //p'")
        #expect(named.output == program.output)
    }

    // MARK: -

    /// The pages of docs/.
    private static func pages() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Machine.project + "/docs")
            .filter { $0.hasSuffix(".md") }
    }

    /// The installed path below lib of each file of systemd/.
    private static func unitFiles() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: Machine.project + "/systemd")
        return names.filter { $0 != "examples" }.map { name in
            let words = name.split(separator: ".")
            switch words.last {
            case "sysusers": return "sysusers.d/\(words.dropLast().joined(separator: ".")).conf"
            case "tmpfiles": return "tmpfiles.d/\(words.dropLast().joined(separator: ".")).conf"
            case "catalog": return "systemd/catalog/\(name)"
            case "in": return "systemd/system/\(words.dropLast().joined(separator: "."))"
            default: return "systemd/system/\(name)"
            }
        }.sorted()
    }

    private func make(_ target: String, _ root: String, program: String = Machine.terrier) async throws
        -> Program
    {
        try await Program.shell(
            "make --no-print-directory \(target) DESTDIR='\(root)' PREFIX=/opt/terrier RELEASE='\(program)'")
    }

    private func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    private func files(_ root: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root).filter { path in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }.sorted()
    }
}
