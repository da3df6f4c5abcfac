import Commands
import Demo
import Foundation
import TestSupport
import Testing

/// The unit as it is shipped, under a real systemd, on the sample stack.
@Suite(.serialized, .enabled(if: Requirement.has(.systemd), "needs root and systemd"))
struct UnitTests {
    @Test func theFixtureBootsAndTellsWhatItsCommandSaid() async throws {
        let booted = try await SystemdLab.run("systemctl is-system-running; exit 7")
        #expect(booted.output == "running\n", "\(booted.errorOutput)")
        #expect(booted.code == 7)
    }

    @Test(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
    func underItsSandboxTheUnitBringsTheTableBackReloadsAndStops() async throws {
        try await Lab.with { lab in
            try await lab.weather.deleteTable(Lab.events)
            let seen = try await SystemdLab.run(
                Self.script, copies: try await Self.files(lab),
                binds: [(lab.stack.directory, "/srv/liveinsight")],
                limit: 180)
            let told = "\(seen.output)\n\(seen.errorOutput)"
            #expect(seen.code == 0, "\(told)")
            #expect(try await lab.hasEvents(), "\(told)")
            #expect(seen.output.contains("started: active"), "\(told)")
            #expect(seen.output.contains("repaired: foundation-lost"), "\(told)")
            #expect(seen.output.contains("structured: liveinsight-dev"), "\(told)")
            #expect(seen.output.contains("after a reload with faults: active, the same process"), "\(told)")
            #expect(seen.output.contains("stopped: success"), "\(told)")
            #expect(seen.output.contains("databases: 640 640"), "\(told)")
        }
    }

    /// Every step waits for its effect, for at most a minute and a half.
    private static let script = """
        entries() { journalctl --sync; journalctl -u terrier -o cat --no-pager; }
        wait_for() { for i in $(seq 180); do if entries | grep -qE "$1"; then return 0; fi; sleep 0.5; done
            echo "never said: $1" >&2; systemctl status terrier --no-pager >&2 || true; entries >&2; exit 1; }
        if ! systemctl start terrier; then entries >&2; systemctl status terrier --no-pager >&2; exit 1; fi
        echo "started: $(systemctl is-active terrier)"
        wait_for 'emergency-deploy done: verified'
        wait_for 'incident .*closed'
        echo "repaired: $(entries | grep -oE 'foundation-lost' | head -1)"
        echo "structured: $(journalctl -u terrier -o json --no-pager | grep MESSAGE_ID | grep -oE '"TERRIER_STACK":"[^"]*"' | head -1 | cut -d'"' -f4)"
        before=$(systemctl show -p MainPID --value terrier)
        echo 'nonsense: true' >>/etc/terrier/terrier.yaml
        systemctl reload terrier || true
        wait_for 'nonsense'
        after=$(systemctl show -p MainPID --value terrier)
        [ "$before" = "$after" ] && echo "after a reload with faults: $(systemctl is-active terrier), the same process"
        systemctl stop terrier
        echo "stopped: $(systemctl show -p Result --value terrier)"
        echo "databases: $(stat -c %a /var/lib/terrier/ledger.sqlite /var/lib/terrier/repairs.sqlite | xargs)"
        """

    /// What `make install` installs, a configuration for the lab, credentials, and the drop-in that the unit asks for.
    private static func files(_ lab: Lab) async throws -> [(from: String, to: String)] {
        let root = lab.directory + "/install"
        let installed = try await Commands.run(
            Command(
                "make", ["install", "DESTDIR=\(root)", "PREFIX=/usr/local", "RELEASE=\(Machine.terrier)"],
                environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                directory: Machine.project, deadline: .seconds(60)))
        guard installed.succeeded else { throw SupportFault("make install failed") }
        let marks = [
            ("@STATE@", "/var/lib/terrier"), ("@DIRECTORY@", "/srv/liveinsight"),
            ("@ENDPOINT@", lab.emulator.endpoint), ("@CLI_CONFIG@", "/etc/terrier/terraformrc"),
        ]
        var configuration = try String(
            contentsOfFile: Machine.project + "/config/demo/terrier.yaml", encoding: .utf8)
        for (mark, value) in marks { configuration = configuration.replacing(mark, with: value) }
        let texts = [
            "terrier.yaml": configuration,
            "aws-credentials": "[default]\naws_access_key_id = testing\naws_secret_access_key = testing\n",
            "drop-in.conf": """
            [Service]
            ReadWritePaths=/srv/liveinsight
            LoadCredential=aws-credentials:/etc/terrier/aws-credentials
            Environment=AWS_EC2_METADATA_DISABLED=true PATH=\(Machine.environment["PATH"] ?? "/usr/bin:/bin")

            """,
        ]
        for (name, text) in texts {
            try text.write(toFile: "\(root)/\(name)", atomically: true, encoding: .utf8)
        }
        let unit = "/usr/local/lib/systemd/system/terrier.service"
        return [
            (root + "/usr/local/bin/terrier", "/usr/local/bin/terrier"), (root + unit, unit),
            (root + "/terrier.yaml", "/etc/terrier/terrier.yaml"),
            (root + "/aws-credentials", "/etc/terrier/aws-credentials"),
            (lab.stack.cliConfiguration, "/etc/terrier/terraformrc"),
            (root + "/drop-in.conf", "/etc/systemd/system/terrier.service.d/lab.conf"),
        ]
    }
}
