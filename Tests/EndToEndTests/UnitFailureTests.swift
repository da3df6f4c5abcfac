import TestSupport
import Testing

/// A unit that is gone for good, and asking that goes wrong at the socket itself.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.systemd, .moto, .python), "needs root, systemd, moto and python3"))
struct UnitFailureTests {
    private func run(_ script: String) async throws -> [String] {
        try await Lab.with(deployed: false) { lab in
            let seen = try await UnitLab(lab).run(script)
            #expect(seen.code == 0, "\(seen.output)\n\(seen.errorOutput)")
            return seen.output.split(separator: "\n").map(String.init)
        }
    }

    @Test func anInstanceThatFailsForGoodTellsThroughItsOwnSinks() async throws {
        let lines = try await run(
            """
            python3 -c '
            import http.server
            class Hook(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                    open("/run/told", "a").write("%s %s\\n" % (self.path, "terrier@shop.service" in body))
                    self.send_response(204); self.end_headers()
                def log_message(self, *_): pass
            server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
            open("/run/port", "w").write(str(server.server_port))
            server.serve_forever()' &
            wait_until 10 test -s /run/port
            cd /etc/terrier
            { sed 's|/var/lib/terrier/|/var/lib/terrier/shop/|' terrier.yaml
              echo "notify:"; echo "  - {webhook: \"http://127.0.0.1:$(cat /run/port)/shop\"}"; } >shop.yaml
            rm terrier.yaml; chgrp terrier shop.yaml; chmod 640 shop.yaml
            mkdir -p /var/lib/terrier/shop/ledger.sqlite
            chown -R terrier:terrier /var/lib/terrier
            setting terrier@shop.service Restart=no
            systemctl start terrier@shop 2>/dev/null && fail "it started"
            wait_until 30 test -s /run/told
            cat /run/told
            kill %1
            """)
        #expect(lines == ["/shop True"])
    }

    /// One that was made from another's file, and names that one's ledger still: it may not write there, and does not say that it
    /// watches.
    @Test func anInstanceThatMayNotWriteItsLedgerDoesNotStart() async throws {
        let lines = try await run(
            """
            systemctl start terrier || fail start
            wait_until 30 test -s /var/lib/terrier/ledger.sqlite
            cp -a /etc/terrier/terrier.yaml /etc/terrier/shop.yaml
            setting terrier@shop.service Restart=no
            if systemctl start terrier@shop 2>/dev/null; then echo started; else echo "refused"; fi
            # It lived too short for its unit to be known of each entry.
            entries | grep 'cannot be written'
            echo "the other: $(systemctl is-active terrier)"
            """)
        #expect(
            lines == [
                "refused",
                "/var/lib/terrier/ledger.sqlite: cannot be written; check that it belongs to this user, or use sudo; "
                    + "the one of terrier@NAME is in /var/lib/terrier/NAME",
                "the other: active",
            ])
    }

    @Test func aSecondWatcherOfOneLedgerDoesNotStart() async throws {
        let lines = try await run(
            """
            systemctl start terrier || fail start
            again() { timeout 20 setpriv --reuid terrier --regid terrier --init-groups terrier run 2>&1 && code=0 || code=$?; echo "exit $code"; }
            again
            # Nor where it comes by a reload.
            sed 's|ledger.sqlite|other.sqlite|' /etc/terrier/terrier.yaml >/etc/terrier/other.yaml
            chgrp terrier /etc/terrier/other.yaml; chmod 640 /etc/terrier/other.yaml
            setpriv --reuid terrier --regid terrier --init-groups terrier run --config /etc/terrier/other.yaml 2>/tmp/said &
            wait_until 20 grep -q watches /tmp/said
            cp --preserve=ownership,mode /etc/terrier/terrier.yaml /etc/terrier/other.yaml
            kill -HUP %1
            wait_until 20 grep -q another /tmp/said
            grep -o "another 'terrier run' uses it" /tmp/said
            kill %1; wait %1 || true
            # A restart is no second one.
            systemctl restart terrier && echo restarted
            """)
        #expect(
            lines == [
                "error: /var/lib/terrier/ledger.sqlite: another 'terrier run' uses it; stop that one, or name another with "
                    + "'ledger:'", "exit 1", "another 'terrier run' uses it", "restarted",
            ])
    }

    /// What the service manager takes away with one service is not another's.
    @Test func anInstanceKeepsItsFilesWhereTheOtherServiceStops() async throws {
        let lines = try await run(
            """
            sed 's|/var/lib/terrier/|/var/lib/terrier/shop/|' /etc/terrier/terrier.yaml >/etc/terrier/shop.yaml
            chgrp terrier /etc/terrier/shop.yaml; chmod 640 /etc/terrier/shop.yaml
            systemctl start terrier terrier@shop || fail start
            files() {
                local process directory
                process=$(pid terrier@shop)
                directory=$(tr '\\0' '\n' <"/proc/$process/environ" | sed -n 's/^RUNTIME_DIRECTORY=//p')
                find "/proc/$process/root$directory" -mindepth 1 -maxdepth 1 | wc -l
            }
            echo "before: $(files)"
            systemctl stop terrier
            echo "after: $(files)"
            """)
        #expect(lines == ["before: 1", "after: 1"])
    }

    @Test func whoeverFillsTheSocketDoesNotCloseIt() async throws {
        let lines = try await run(
            """
            flood() { setpriv --reuid terrier --regid terrier --init-groups python3 -c '
            import os, socket, time
            doors = [socket.socket(socket.AF_UNIX) for _ in range(300)]
            for door in doors: door.connect("/run/terrier-repair.sock")
            open("/tmp/full", "w").close()
            while not os.path.exists("/tmp/enough"): time.sleep(.1)'; }
            flood &
            wait_until 20 test -e /tmp/full
            is_flooded() { (($(systemctl show -p NConnections --value terrier-repair.socket) >= 16)); }
            wait_until 20 is_flooded
            terrier repair emergency-deploy liveinsight-dev --dry-run 2>&1 | grep -o 'nothing was done' || true
            touch /tmp/enough
            wait
            echo "the socket: $(systemctl is-active terrier-repair.socket)"
            answers() { [[ $(terrier repair emergency-deploy liveinsight-dev --dry-run 2>&1) == refused* ]]; }
            wait_until 30 answers
            echo "it answers again"
            """)
        #expect(lines == ["nothing was done", "the socket: active", "it answers again"])
    }
}
