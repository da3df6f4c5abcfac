import Foundation
import TestSupport
import Testing

/// Installs, upgrades, removes and purges the Debian package under a real systemd.
@Suite(
    .serialized,
    .enabled(
        if: Requirement.has(.systemd, .package), "needs root, systemd and a fresh package; run 'make deb'"))
struct PackageTests {
    @Test func packageIsInstalledUpgradedAndPurged() async throws {
        let result = try await lab(Self.life)
        #expect(result.code == 0, "\(result.output)\n\(result.errorOutput)")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "installed: disabled, inactive",
                "root:terrier 750 /etc/terrier", "root:terrier 640 /etc/terrier/terrier.yaml",
                "root:root 755 /usr/bin/terrier", "root:root 644 /usr/lib/systemd/system/terrier.service",
                "terrier in terrier", "terrier-repair in terrier-repair terrier",
                "the sample is valid",
                "started: active",
                "upgraded: disabled, active, another process, version \(try BuiltPackage.version())",
                "the configuration, its owner and mode are as they were left",
                "the ledger still knows of the pause",
                "removed: inactive, the configuration and the ledger are there",
                "installed again: root:terrier 644, the ledger still knows of the pause",
                "purged: terrier terrier-repair stay",
            ], "\(result.output)\n\(result.errorOutput)")
    }

    @Test func runningRepairDelaysTheRestart() async throws {
        let result = try await lab(Self.restarts)
        #expect(result.code == 0, "\(result.output)\n\(result.errorOutput)")
        let waits =
            "terrier: a repair is running, so the old version keeps running; after the repair, run: systemctl restart "
        let lines = result.output.split(separator: "\n").map { line in
            line.hasPrefix(waits) && line.contains("terrier.service") ? "waits" : String(line)
        }
        #expect(
            lines == [
                "a repair's unit", "waits", "the same process", "enabled",
                "a repairer", "waits", "the same process", "enabled",
                "no repair", "another process", "enabled",
                "not running", "inactive", "enabled",
            ], "\(result.output)\n\(result.errorOutput)")
    }

    /// Compares paths, modes and contents. Only the compressed change log and the lintian overrides are in the package alone.
    @Test func makeInstallInstallsTheSameFiles() async throws {
        try await Machine.withDirectory { root in
            let both = try await Program.shell(
                """
                set -eu
                make --no-print-directory install DESTDIR='\(root)/made' PREFIX=/usr RELEASE='\(Machine.terrier)' >/dev/null
                dpkg-deb -x '\(try BuiltPackage.path())' '\(root)/packaged'
                gunzip -r '\(root)/packaged/usr/share/man'
                cd '\(root)'
                for tree in made packaged; do (cd $tree && find . -mindepth 1 ! -type d -printf '%m %P\\n' | sort) >$tree.list; done
                diff made.list packaged.list >&2 || [ $? = 1 ]
                for file in $(cut -d' ' -f2 made.list); do
                    [ $file = usr/bin/terrier ] || cmp made/$file packaged/$file
                done
                file=packaged/usr/bin/terrier
                readelf -S $file | grep -c '\\.debug_\\|\\.symtab' || true
                """)
            #expect(both.code == 0, "\(both.errorOutput)")
            #expect(both.output == "0\n", "the program has symbols: \(both.output)")
            let others = both.errorOutput.split(separator: "\n").filter {
                $0.hasPrefix("<") || $0.hasPrefix(">")
            }
            #expect(
                others == [
                    "> 644 usr/share/doc/terrier/changelog.gz",
                    "> 644 usr/share/lintian/overrides/terrier",
                ])
        }
    }

    @Test func billOfMaterialsMatchesThePackage() async throws {
        let package = try BuiltPackage.path()
        let bill = try JSONDecoder().decode(
            Bill.self,
            from: Data(contentsOf: URL(filePath: package.replacing("_amd64.deb", with: ".cdx.json"))))
        let sum = try await Program.shell("sha256sum '\(package)' | cut -d' ' -f1")
        #expect(bill.metadata.component.hashes.map { $0.content + "\n" } == [sum.output])
        let named = Set(bill.components.map { "\($0.name) \($0.version)" })
        let resolved = try JSONDecoder().decode(
            Resolved.self, from: Data(contentsOf: URL(filePath: Machine.project + "/Package.resolved")))
        #expect(
            Set(resolved.pins.map(\.identity))
                == ["grdb.swift", "swift-argument-parser", "swift-subprocess", "swift-system", "yams"])
        #expect(named.isSuperset(of: resolved.pins.map { "\($0.identity) \($0.state.version ?? "")" }))
        // The libraries that the program loads, as found by Debian's tool.
        let depends = try await Program.shell("dpkg-deb -f '\(package)' Depends")
        let loaded = depends.output.matches(of: /\b(lib[a-z0-9.+-]+|zlib1g)/).map { String($0.1) }
        let debian = bill.components.filter { $0.purl?.hasPrefix("pkg:deb/debian/") == true }.map(\.name)
        #expect(loaded.sorted() == debian.sorted())
    }

    @Test func makeInstallWithoutDestdirIsCompleteAndIdempotent() async throws {
        let result = try await SystemdLab.run(
            """
            cd '\(Machine.project)'
            install() { make --no-print-directory install RELEASE='\(Machine.terrier)' >/tmp/log 2>&1 || { cat /tmp/log >&2; exit 1; }; }
            install
            tail -1 /tmp/log
            id -nG terrier-repair
            stat -c '%U:%G %a %n' /etc/terrier /etc/terrier/terrier.yaml
            systemctl show -p LoadState --value terrier
            echo "killed for want of memory: $(systemctl show -p OOMPolicy --value terrier terrier@x terrier-repair@0 | xargs)"
            echo 'interval: 7s' >/etc/terrier/terrier.yaml; chown root:adm /etc/terrier; chmod 0700 /etc/terrier
            install
            cat /etc/terrier/terrier.yaml
            stat -c '%U:%G %a %n' /etc/terrier
            """, binds: [(Machine.project, Machine.project)])
        #expect(result.code == 0, "\(result.errorOutput)")
        #expect(
            result.output == """
                installed; edit /etc/terrier/terrier.yaml, then: systemctl enable --now terrier
                terrier-repair terrier
                root:terrier 750 /etc/terrier
                root:terrier 640 /etc/terrier/terrier.yaml
                loaded
                killed for want of memory: continue continue continue
                interval: 7s
                root:adm 700 /etc/terrier

                """)
    }

    // MARK: -

    /// Runs a script in a booted system with this package, a previous version, and a configuration without a reachable AWS.
    private func lab(_ script: String) async throws -> Program {
        try await Machine.withDirectory { directory in
            try await BuiltPackage.makePrevious(at: directory + "/previous.deb")
            let configuration = """
                stacks:
                  - {name: one, directory: /srv/one, account: "123456789012", region: us-east-1, endpoint: "http://127.0.0.1:9"}

                """
            try configuration.write(
                toFile: directory + "/terrier.yaml", atomically: true, encoding: .utf8)
            return try await SystemdLab.run(
                Self.words + script,
                copies: [
                    (directory + "/previous.deb", "/packages/previous.deb"),
                    (try BuiltPackage.path(), "/packages/this.deb"),
                    (directory + "/terrier.yaml", "/packages/terrier.yaml"),
                ], limit: 240)
        }
    }

    private static let words = """
        export DEBIAN_FRONTEND=noninteractive
        # The index of the manual pages takes longest of an installation, and is not tested here.
        rm -f /var/lib/man-db/auto-update
        quietly() { "$@" >/tmp/log 2>&1 </dev/null || { cat /tmp/log >&2; exit 1; }; }
        previous() { quietly dpkg -i /packages/previous.deb; }
        this() { quietly dpkg -i /packages/this.deb; }
        process() { systemctl show -p MainPID --value terrier; }
        state() { systemctl is-"$1" terrier || true; }
        paused() { terrier status | grep -q 'moving the tables'; }
        names() { find /etc /usr /var -xdev \\( -path /var/log -o -path /var/lib/dpkg -o -path /var/cache/man \\
            -o -path /var/lib/systemd/catalog \\) -prune -o -print | sort; }

        """

    private static let life = """
        names >/tmp/before
        previous
        echo "installed: $(state enabled), $(state active)"
        stat -c '%U:%G %a %n' /etc/terrier /etc/terrier/terrier.yaml /usr/bin/terrier /usr/lib/systemd/system/terrier.service
        for user in terrier terrier-repair; do echo "$user in $(id -nG $user)"; done
        terrier validate >/dev/null && echo 'the sample is valid'
        cat /packages/terrier.yaml >/etc/terrier/terrier.yaml
        chmod 0644 /etc/terrier/terrier.yaml
        kept=$(sha256sum /etc/terrier/terrier.yaml; stat -c '%u %g %a' /etc/terrier /etc/terrier/terrier.yaml)
        quietly systemctl start terrier
        echo "started: $(state active)"
        quietly terrier pause --why 'moving the tables'
        before=$(process)
        this
        after=$(process)
        [ "$before" != "$after" ] && [ "$after" != 0 ] && which='another process'
        echo "upgraded: $(state enabled), $(state active), ${which-the same process}, version $(terrier --version)"
        [ "$kept" = "$(sha256sum /etc/terrier/terrier.yaml; stat -c '%u %g %a' /etc/terrier /etc/terrier/terrier.yaml)" ] &&
            echo 'the configuration, its owner and mode are as they were left'
        paused && echo 'the ledger still knows of the pause'
        quietly systemctl enable terrier
        quietly dpkg -r terrier
        [ -s /etc/terrier/terrier.yaml ] && [ -s /var/lib/terrier/ledger.sqlite ] &&
            echo "removed: $(state active), the configuration and the ledger are there"
        this
        echo "installed again: $(stat -c '%U:%G %a' /etc/terrier/terrier.yaml)$(paused && echo ', the ledger still knows of the pause')"
        mkdir -p /var/lib/terrier-repair /var/cache/terrier /var/cache/terrier-repair
        quietly dpkg -P terrier
        names >/tmp/after
        diff /tmp/before /tmp/after >&2
        echo "purged: $(id -un terrier) $(id -un terrier-repair) stay"
        """

    private static let restarts = """
        this
        cat /packages/terrier.yaml >/etc/terrier/terrier.yaml
        quietly systemctl enable --now terrier
        upgrade() {
            echo "$1"
            before=$(process)
            this
            grep '^terrier: ' /tmp/log || true
            after=$(process)
            if [ "$after" = 0 ]; then state active
            elif [ "$before" = "$after" ]; then echo 'the same process'; else echo 'another process'; fi
            state enabled
        }
        printf '[Service]\\nExecStart=/bin/sleep 1000\\n' >/run/systemd/system/terrier-repair@.service
        systemctl daemon-reload
        quietly systemctl start terrier-repair@one.service
        upgrade "a repair's unit"
        quietly systemctl stop terrier-repair@one.service
        # A process with the command line of a repairer that a person started and that takes long.
        cd /tmp; mkfifo repairer
        (exec -a /usr/bin/terrier cat repairer) &
        exec 3>repairer
        upgrade 'a repairer'
        exec 3>&-
        wait || true
        upgrade 'no repair'
        quietly systemctl stop terrier
        upgrade 'not running'
        """
}

/// The part of a bill of materials that is compared with the package.
private struct Bill: Decodable {
    struct Hash: Decodable { var content: String }
    struct Component: Decodable {
        var name: String
        var version: String
        var purl: String?
    }
    struct Subject: Decodable { var hashes: [Hash] }
    struct Metadata: Decodable { var component: Subject }

    var metadata: Metadata
    var components: [Component]
}

private struct Resolved: Decodable {
    struct State: Decodable { var version: String? }
    struct Pin: Decodable {
        var identity: String
        var state: State
    }

    var pins: [Pin]
}
