import TestSupport
import Testing

/// Units that fail and are not restarted, and requests that fail at the socket.
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

    @Test func failedInstanceNotifiesItsOwnSinks() async throws {
        let lines = try await run(
            """
            python3 -c '
            import http.server
            class Hook(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                    open("/run/received", "a").write("%s %s\\n" % (self.path, "terrier@shop.service" in body))
                    self.send_response(204); self.end_headers()
                def log_message(self, *_): pass
            server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
            open("/run/port", "w").write(str(server.server_port))
            server.serve_forever()' &
            wait_until test -s /run/port
            cd /etc/terrier
            { sed 's|/var/lib/terrier/|/var/lib/terrier/shop/|' terrier.yaml
              echo "notify:"; echo "  - {webhook: \"http://127.0.0.1:$(cat /run/port)/shop\"}"; } >shop.yaml
            rm terrier.yaml; chgrp terrier shop.yaml; chmod 640 shop.yaml
            mkdir -p /var/lib/terrier/shop/ledger.sqlite
            chown -R terrier:terrier /var/lib/terrier
            setting terrier@shop.service Restart=no
            systemctl start terrier@shop 2>/dev/null && fail "it started"
            wait_until test -s /run/received
            cat /run/received
            kill %1
            """)
        #expect(lines == ["/shop True"])
    }

    /// The configuration of an instance was copied from another one and still names the other's ledger. The instance may not
    /// write there, and does not report that it is ready.
    @Test func instanceThatCannotWriteItsLedgerDoesNotStart() async throws {
        let lines = try await run(
            """
            systemctl start terrier || fail start
            wait_until test -s /var/lib/terrier/ledger.sqlite
            cp -a /etc/terrier/terrier.yaml /etc/terrier/shop.yaml
            setting terrier@shop.service Restart=no
            if systemctl start terrier@shop 2>/dev/null; then echo started; else echo "refused"; fi
            # The process ended so early that journald does not know its unit for each entry.
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

    @Test func secondWatcherOfOneLedgerDoesNotStart() async throws {
        let lines = try await run(
            """
            systemctl start terrier || fail start
            again() { timeout 20 setpriv --reuid terrier --regid terrier --init-groups terrier run 2>&1 && code=0 || code=$?; echo "exit $code"; }
            again
            # The same after a reload.
            sed 's|ledger.sqlite|other.sqlite|' /etc/terrier/terrier.yaml >/etc/terrier/other.yaml
            chgrp terrier /etc/terrier/other.yaml; chmod 640 /etc/terrier/other.yaml
            setpriv --reuid terrier --regid terrier --init-groups terrier run --config /etc/terrier/other.yaml 2>/tmp/said &
            wait_until grep -q watches /tmp/said
            cp --preserve=ownership,mode /etc/terrier/terrier.yaml /etc/terrier/other.yaml
            kill -HUP %1
            wait_until grep -q another /tmp/said
            grep -o "another 'terrier run' uses it" /tmp/said
            kill %1; wait %1 || true
            # A restart is not a second watcher.
            systemctl restart terrier && echo restarted
            """)
        #expect(
            lines == [
                "error: /var/lib/terrier/ledger.sqlite: another 'terrier run' uses it; stop that one, or name another with "
                    + "'ledger:'", "exit 1", "another 'terrier run' uses it", "restarted",
            ])
    }

    /// When one service stops, the service manager removes its runtime directory, and not that of another.
    @Test func instanceKeepsItsFilesWhenAnotherServiceStops() async throws {
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

    @Test func floodedSocketRespondsAgain() async throws {
        let lines = try await run(
            """
            flood() { setpriv --reuid terrier --regid terrier --init-groups python3 -c '
            import os, socket, time
            connections = [socket.socket(socket.AF_UNIX) for _ in range(300)]
            for connection in connections: connection.connect("/run/terrier-repair.sock")
            open("/tmp/full", "w").close()
            while not os.path.exists("/tmp/enough"): time.sleep(.1)'; }
            flood &
            wait_until test -e /tmp/full
            is_flooded() { (($(systemctl show -p NConnections --value terrier-repair.socket) >= 16)); }
            wait_until is_flooded
            terrier repair emergency-deploy liveinsight-dev --dry-run 2>&1 | grep -o 'nothing was done' || true
            touch /tmp/enough
            wait
            echo "the socket: $(systemctl is-active terrier-repair.socket)"
            answers() { [[ $(terrier repair emergency-deploy liveinsight-dev --dry-run 2>&1) == refused* ]]; }
            wait_until answers
            echo "it responds again"
            """)
        #expect(lines == ["nothing was done", "the socket: active", "it responds again"])
    }
}
