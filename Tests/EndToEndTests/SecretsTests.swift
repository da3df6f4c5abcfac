import Commands
import Demo
import Foundation
import TestSupport
import Testing

/// Terrier prints and stores no attribute value, no credential and no plan body. Runs the units as shipped, with more than a
/// thousand secrets in every possible place, through cycles, incidents, diagnoses, repairs that succeed, fail and are killed,
/// faulty configurations and every command. Then searches everything that they left.
@Suite(
    .serialized,
    .enabled(
        if: Requirement.has(.systemd, .terraform, .moto, .python, .sqlite3),
        "needs root, systemd, Terraform, moto, python3 and sqlite3"))
struct SecretsTests {
    /// The log lines of a function are collected for a person, and `terrier incidents show` prints them. They are no attribute,
    /// credential or plan. They are stored in the ledger only, without what looks like a credential.
    private static let logLine = "log line"
    private static let namedLogLine = "log line that names it a password"
    /// The configuration passes it to Terraform in the environment, so Terraform and its child processes have it.
    private static let handedOver = "configuration: TF_VAR_ of environment"
    private static let control = "control"

    /// With this limit the kernel writes no core file, whatever user runs the command and whatever handles core files.
    @Test func commandRunByHandLeavesNoCoreFile() async throws {
        try await Machine.withDirectory { directory in
            let limits = try await Program.shell(
                """
                mkfifo '\(directory)/input'
                '\(Machine.terrier)' repairer <'\(directory)/input' >'\(directory)/said' & exec 3>'\(directory)/input'
                for i in $(seq 100); do
                    grep -Eq 'core file size +1 +1 +bytes' /proc/$!/limits && break
                    sleep 0.05
                done
                awk '/core file size/ { print $5, $6 }' /proc/$!/limits
                exec 3>&-; wait
                """)
            #expect(limits.output == "1 1\n")
        }
    }

    @Test func thousandSecretsAreFoundOnlyWhereTheyWerePlanted() async throws {
        try await Lab.with(deployed: false) { lab in
            var secrets = PlantedSecrets(seed: 20_261_124)
            var stack = try SecretStack(lab, &secrets)
            try await stack.deploy()
            try stack.change(&secrets)
            try await lab.changes.log(
                secrets.passwords(10, in: Self.logLine).map { "[ERROR] lost \($0)" }
                    + secrets.passwords(10, in: Self.namedLogLine).map { "[ERROR] password=\($0)" },
                ofFunction: "liveinsight-event-collector")
            try await lab.changes.createTopic("oncall")
            try await lab.changes.deleteTable(Lab.events)
            let sent = secrets.passwords(120, in: "provider error: sent by AWS")
            let proxy = lab.directory + "/install/proxy"
            let hookKey = secrets.bare(in: "credentials: key of a webhook")
            try await TellingProxy.with(lab.emulator.endpoint, in: proxy, telling: sent) { aws in
                try await HookServer.with(secret: Data(hookKey.utf8).base64EncodedString()) { hooks, _ in
                    let units = try await Self.units(lab, aws, hooks, hookKey, &secrets)
                    #expect(secrets.count >= 1000)
                    #expect(secrets.isDistinct)
                    let seen = try await units.run(SecretStory.script, limit: 900)
                    let said = "\(seen.output.suffix(20_000))\n\(seen.errorOutput.suffix(60_000))"
                    try #require(seen.code == 0, "\(said)")
                    try await check(lab, aws, hooks, secrets, seen.output, said)
                }
            }
        }
    }

    // MARK: Findings

    private func check(
        _ lab: Lab, _ aws: TellingProxy, _ hooks: HookServer, _ secrets: PlantedSecrets, _ output: String,
        _ said: String
    ) async throws {
        let lines = output.split(separator: "\n").map(String.init)
        let marks = lines.filter { !$0.hasPrefix("{") }
        #expect(marks == SecretStory.marks, "\(said)")
        let findings = try LeakSearch.read(lines.filter { $0.hasPrefix("{") }.joined(separator: "\n"))
        for finding in findings where !Self.isExpected(finding) { Issue.record("leaked: \(finding)") }
        // Control: the search finds secrets that are there.
        let expected = findings.filter(Self.isExpected)
        for form in ["as it is", "base64", "hexadecimal"] {
            #expect(
                expected.contains {
                    $0.place == Self.control && $0.form == form && $0.found.hasPrefix("journal: MESSAGE")
                },
                "the journal's control is not found \(form)")
        }
        #expect(expected.contains { $0.place == Self.logLine && $0.found == "ledger: diagnoses.findings" })
        #expect(expected.contains { $0.place == Self.handedOver && $0.found.contains("terraform") })
        try await searchNetworkAndPlanted(lab, aws, hooks, secrets)
    }

    private static func isExpected(_ finding: LeakSearch.Finding) -> Bool {
        switch finding.place {
        case control: finding.found.hasPrefix("journal: MESSAGE of control")
        case logLine:
            ["ledger: diagnoses.findings", "ledger: raw", "output: /run/said/incidents"].contains(
                finding.found)
        case handedOver: finding.found.wholeMatch(of: /samples: environment of terraform.*/) != nil
        default: false
        }
    }

    /// Searches what was sent over the network, and checks that the planted secrets are found where they were planted.
    private func searchNetworkAndPlanted(
        _ lab: Lab, _ aws: TellingProxy, _ hooks: HookServer, _ secrets: PlantedSecrets
    ) async throws {
        let list = lab.directory + "/list"
        try secrets.list.write(toFile: list, atomically: true, encoding: .utf8)
        let received = hooks.received
        for path in ["/hook", "/ping", "/api/v2/alerts", "/page"] {
            #expect(received.contains { $0.path.hasPrefix(path) }, "nothing was received at \(path)")
        }
        #expect(received.contains { $0.body.contains("incident.climbed") && $0.body.contains("plan: ") })
        let unsigned = received.filter { $0.path.hasPrefix("/hook") && !$0.verified }
        #expect(unsigned.isEmpty)
        let bodies = received.map { notice in
            "\(notice.headers.filter { $0.key != "host" }.sorted { $0.key < $1.key })\n\(notice.body)"
        }
        try bodies.joined(separator: "\n").write(
            toFile: lab.directory + "/received", atomically: true, encoding: .utf8)
        let published = try String(contentsOfFile: aws.directory + "/published", encoding: .utf8)
        #expect(published.contains("incident"))
        let notices = try await LeakSearch.findings(
            of: list, in: ["text:notices:\(lab.directory)/received", "text:SNS:\(aws.directory)/published"])
        for finding in notices { Issue.record("leaked: \(finding)") }

        let planted = try await LeakSearch.findings(
            of: list,
            in: [
                "text:state:\(lab.stack.directory)/terraform.tfstate",
                "tree:directory:\(lab.stack.directory)", "text:served:\(aws.directory)/served",
                "tree:etc:\(lab.directory)/install/etc",
                "tree:secrets:\(lab.directory)/install/secrets",
            ])
        let inState = Set(planted.filter { $0.found == "state" }.map(\.place))
        let ofState = secrets.places.filter { $0.hasPrefix("state: ") }
        #expect(ofState.isSubset(of: inState))
        #expect(
            (planted.first { $0.found == "served" }?.count ?? 0) > 50,
            "too few errors of AWS contained secrets")
        let found = Set(planted.map(\.place))
        let expected = secrets.places.subtracting([Self.logLine, Self.namedLogLine])
        #expect(found.symmetricDifference(expected) == [])
    }

    // MARK: Secrets outside the stack

    private static func units(
        _ lab: Lab, _ aws: TellingProxy, _ hooks: HookServer, _ hookKey: String,
        _ secrets: inout PlantedSecrets
    ) async throws -> UnitLab {
        let units = try await UnitLab(
            lab, endpoint: aws.url,
            [
                ("plan_every: 15m", "plan_every: 15m\n\(notify(hooks, &secrets))"),
                (
                    "environment: {TF_CLI_CONFIG_FILE: @CLI_CONFIG@}",
                    """
                    environment: {TF_CLI_CONFIG_FILE: @CLI_CONFIG@, TF_VAR_handed_over: \(secrets.password(in: handedOver))}
                        var_files: [more.tfvars]
                        commands: [{name: tells, command: [/install/secrets/failing]}]
                        endpoints:
                          - {name: refuses, url: "http://127.0.0.1:1/?key=\(secrets.password(in: "configuration: address of an endpoint"))"}
                          - {name: breaks, url: "http://127.0.0.1:\(aws.url.split(separator: ":").last ?? "")/\(secrets.password(in: "configuration: address of an endpoint"))"}
                    """
                ),
                (
                    "      - name: watching",
                    """
                          - {name: unreachable, when: api.reachable == false}
                          - {name: changes, when: plan.updates > 0}
                          - {name: no-plan, when: plan.error == true}
                          - {name: lost, when: resources.missing > 0}
                          - name: watching
                    """
                ),
                ("budget: 2 per 1h", "budget: 9 per 1h\n      stack_budget: 9 per 1h"),
                (
                    "settle: 3 cycles",
                    """
                    settle: 1 cycle

                      - name: wrapped
                        directory: /srv/wrapped
                        binary: /install/secrets/failing
                        account: "123456789012"
                        region: us-east-1
                        endpoint: \(aws.url)
                        rules: [{name: unreadable, when: state.readable == false}]
                    """
                ),
            ])
        try plant(units, aws, hooks, hookKey, &secrets)
        return units
    }

    private static func notify(_ hooks: HookServer, _ secrets: inout PlantedSecrets) -> String {
        let words = secrets.passwords(4, in: "configuration: address of a sink")
        return """
            notify:
              - {webhook: "\(hooks.url)/hook/\(words[0])?token=\(words[1])", secret_credential: webhook-secret, from: info}
              - {webhook: "http://127.0.0.1:1/\(words[2])", from: info}
              - {alertmanager: "\(hooks.url)", from: info}
              - {sns: "arn:aws:sns:us-east-1:123456789012:oncall", from: info}
              - {command: [/install/secrets/page], from: info}
              - {ping: "\(hooks.url)/ping/\(words[3])"}
            escalation: [{after: 0s, do: diagnose}, {after: 8s, do: notify}]
            """
    }

    private static func plant(
        _ units: UnitLab, _ aws: TellingProxy, _ hooks: HookServer, _ hookKey: String,
        _ secrets: inout PlantedSecrets
    ) throws {
        for role in ["watcher", "repair"] {
            try units.write(
                """
                [default]
                aws_access_key_id = KEY\(secrets.bare(in: "credentials: key id of the \(role)"))
                aws_secret_access_key = \(secrets.password(in: "credentials: key of the \(role)"))
                aws_session_token = \(secrets.password(in: "credentials: token of the \(role)"))

                """, to: "etc/credstore/terrier-\(role).aws")
        }
        try units.write(
            "whsec_\(Data(hookKey.utf8).base64EncodedString())\n", to: "etc/credstore/terrier-webhook")
        try units.write(
            "[Service]\nLoadCredential=webhook-secret:/etc/credstore/terrier-webhook\n"
                + "Environment=AWS_ENDPOINT_URL=\(aws.url) AWS_REGION=us-east-1\nRestartSec=1\n",
            to: "etc/systemd/system/terrier.service.d/secrets.conf")
        let rc = try String(contentsOfFile: units.lab.stack.cliConfiguration, encoding: .utf8)
        try units.write(
            rc
                + "\ncredentials \"app.terraform.io\" {\n  token = \"\(secrets.password(in: "configuration: terraformrc"))\"\n}\n",
            to: "etc/terrier/terraformrc")
        let words = secrets.passwords(2, in: "printed by a notify command")
        try units.write(
            """
            #!/bin/sh
            echo \(words[0]); echo \(words[1]) >&2
            cat >/tmp/page
            python3 -c 'import sys, urllib.request; urllib.request.urlopen("\(hooks.url)/page", open("/tmp/page", "rb").read())'

            """, to: "secrets/page")
        try units.write(SecretStack.failing(&secrets), to: "secrets/failing")
        try units.write(SecretStack.refused(&secrets), to: "secrets/refused.tf")
        try units.write(SecretStack.unmet(&secrets), to: "secrets/unmet.tf")
        try units.write(
            """
            ledger: /run/torn/ledger.sqlite
            stacks:
              - {name: torn, directory: /srv/torn, account: "123456789012", region: us-east-1, endpoint: "\(aws.url)"}

            """, to: "secrets/torn.yaml")
        try units.write(SecretMistakes.credentialProcess(&secrets), to: "secrets/telling")
        try units.write(SecretMistakes.everywhere(&secrets), to: "secrets/mistakes/everywhere.yaml")
        for (number, text) in SecretMistakes.brokenYAML(&secrets).enumerated() {
            try units.write(text, to: "secrets/mistakes/broken-\(number).yaml")
        }
        try units.write(SecretMistakes.scenario(&secrets), to: "secrets/scenario.yaml")
        for (number, text) in SecretMistakes.credentials(&secrets).enumerated() {
            try units.write(text, to: "secrets/credentials/\(number)")
        }
        try units.write(
            "whsec_!\(secrets.password(in: "credentials: key of a webhook, no Base64"))\n",
            to: "secrets/broken/webhook-secret")
        let control = (0..<3).map { _ in secrets.bare(in: Self.control) }
        try units.write(
            "\(control[0])\n\(Data("with \(control[1])".utf8).base64EncodedString())\n"
                + "\(control[2].utf8.map { String($0, radix: 16) }.joined())\n", to: "secrets/control")
        try units.write(LeakSearch.program, to: "secrets/search.py")
        try units.write(ProcessSampler.program, to: "secrets/sample.py")
        try units.write(secrets.list, to: "list")
    }
}
