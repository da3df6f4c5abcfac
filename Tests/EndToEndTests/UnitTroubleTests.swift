import Demo
import TestSupport
import Testing

/// Faults of the machine itself, with the units as shipped.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.systemd, .terraform, .moto), "needs root, systemd, Terraform and moto"))
struct UnitTroubleTests {
    private func run(
        _ script: String, _ changes: (String, String)..., deployed: Bool = true
    ) async throws -> [String] {
        try await Lab.with(deployed: deployed) { lab in
            let units = try await UnitLab(lab, changes)
            let seen = try await units.run(script)
            #expect(seen.code == 0, "\(seen.output)\n\(seen.errorOutput)")
            return seen.output.split(separator: "\n").map(String.init)
        }
    }

    @Test func missingCredentialFailsTheUnitWithOneLine() async throws {
        let lines = try await run(
            """
            try() { systemctl start terrier 2>/dev/null && echo started; echo "$(systemctl show -p ExecMainStatus --value terrier), restarts: $(systemctl show -p NRestarts --value terrier)"; systemctl stop terrier; systemctl reset-failed terrier 2>/dev/null || true; }
            try
            journalctl --sync
            journalctl MESSAGE_ID=f5694e608a583da9b3b2f91d4db1d245 -o cat --no-pager
            # With the credential in its place the unit starts.
            echo hush >/etc/credstore/terrier-webhook
            try
            rm /etc/credstore/terrier-webhook
            # If the unit names the credential by a path, systemd itself reports it missing.
            setting terrier.service LoadCredential=webhook-secret:/etc/terrier/webhook-secret
            try
            journalctl --sync
            journalctl -u terrier -o cat --no-pager | grep -m1 -o 'status=243/CREDENTIALS'
            journalctl --no-pager | grep -c hush || true
            """,
            (
                "stacks:\n",
                "notify:\n  - {webhook: \"https://127.0.0.1:9/\", secret_credential: webhook-secret}\nstacks:\n"
            ), deployed: false)
        let missing =
            "the service does not start: no credential 'webhook-secret': it is not in the credentials directory; "
            + "put it where LoadCredential=webhook-secret of the unit says, then restart the unit"
        #expect(
            lines == [
                "78, restarts: 0", missing, "started", "0, restarts: 0", "243, restarts: 0",
                "status=243/CREDENTIALS", "0",
            ])
    }

    @Test func unresponsiveAWSDoesNotDelayTheStart() async throws {
        let lines = try await run(
            """
            # A server that accepts every connection and sends nothing.
            python3 -c '
            import socket, time
            server = socket.create_server(("127.0.0.1", 0), backlog=1000)
            print(server.getsockname()[1], flush=True)
            time.sleep(600)' >/tmp/port &
            wait_until test -s /tmp/port
            sed -i "s|endpoint: .*|endpoint: http://127.0.0.1:$(cat /tmp/port)|" /etc/terrier/terrier.yaml
            began=$(date +%s%N)
            systemctl start terrier || fail start
            took=$((($(date +%s%N) - began) / 1000000))
            if ((took < 5000)); then echo "started at once"; else echo "started after $took ms"; fi
            status() { systemctl show -p StatusText --value terrier; }
            is_told() { status | grep -q 'first check running'; }
            wait_until is_told
            status
            # No plan is made, because the account of the credentials is unknown.
            wait_for 'unknown: 0 of 19 asked'
            echo "said: $(entries | grep -oE 'signals are unknown \\(timed out')"
            kill %1
            """)
        #expect(
            lines == [
                "started at once", "1 stack: first check running",
                "said: signals are unknown (timed out",
            ])
    }

    @Test func missingStepsOfTheInstallationAreReported() async throws {
        let lines = try await run(
            """
            said() { wait_for "$1"; entries | grep -oE -- "$1" | sed -n 1p; systemctl stop terrier; journalctl --sync; }
            drop_in=/etc/systemd/system/terrier-repair@.service.d/lab.conf
            sed -i /ReadWritePaths/d $drop_in; systemctl daemon-reload
            systemctl start terrier
            wait_for healthy
            terrier repair emergency-deploy liveinsight-dev --dry-run || true
            lose liveinsight-events-dev
            said 'this process may not write .*'
            echo ReadWritePaths=/srv/liveinsight >>$drop_in; systemctl daemon-reload
            chown root:root /srv/liveinsight/terraform.tfstate; chmod 644 /srv/liveinsight/terraform.tfstate
            systemctl start terrier
            said 'this user has no right .*'
            mkdir -p /home/kim/infra
            sed -i 's|/srv/liveinsight$|/home/kim/infra|' /etc/terrier/terrier.yaml
            systemctl start terrier
            said '/home/kim/infra: this user may .* directories$'
            echo "lines: $(entries | grep -c 'signals are unknown (failed: /home/kim/infra')"

            # The messages to a user who is not root, and to root if the socket does not exist.
            as() { setpriv --reuid 65534 --regid 65534 --"$1" "${@:2}" 2>&1 || true; }
            as clear-groups terrier status
            as groups=terrier terrier pause --why w
            systemctl stop terrier-repair.socket
            rm -r /var/lib/terrier-repair
            terrier repair emergency-deploy liveinsight-dev 2>&1 | grep -o 'nothing was done.*' || true
            ls /var/lib | grep -x terrier-repair || true
            """)
        #expect(
            lines == [
                "refused: lock: this process may not write /srv/liveinsight: name it in ReadWritePaths= of terrier-repair@.service",
                "this process may not write /srv/liveinsight: name it in ReadWritePaths= of terrier-repair@.service",
                "this user has no right to a file: check the owner of /srv/liveinsight and of everything in it",
                "/home/kim/infra: this user may not enter it; check the owner and mode of it and of its parent directories; the systemd units cannot access home directories",
                "lines: 1",
                "error: /etc/terrier/terrier.yaml: this user has no permission to read it; check its owner and mode, or use sudo",
                "error: /var/lib/terrier/ledger.sqlite: cannot be written; check that it belongs to this user, or use sudo; the one of terrier@NAME is in /var/lib/terrier/NAME",
                "nothing was done. Run systemctl start terrier-repair.socket, and be root or in the group terrier",
            ])
    }

    /// The journal is stopped and accepts nothing, so every thread that logs blocks.
    @Test func hangingServiceIsRestartedWithinOneAndAHalfWatchdogSec() async throws {
        let lines = try await run(
            """
            # Shorter than the shipped 120 s and 30 s. Until the restart, `Result` shows what ended the service.
            setting terrier.service WatchdogSec=16 RestartSec=8
            systemctl start terrier || fail start
            wait_for 'healthy'
            before=$(pid)
            stop_journal
            # The next cycle logs the pause. It hangs as soon as one of its threads waits for the journal.
            echo 'to log something' >/etc/terrier/paused; chgrp terrier /etc/terrier/paused; chmod 640 /etc/terrier/paused
            hangs() { grep -qsx unix_wait_for_peer /proc/$before/task/*/wchan; }
            wait_until hangs
            began=$(date +%s%N)
            is_killed() { [ "$(systemctl show -p Result --value terrier)" = watchdog ]; }
            wait_until is_killed
            took=$((($(date +%s%N) - began) / 1000000))
            echo "ended by: $(systemctl show -p Result --value terrier)"
            is_another() { [ "$(pid)" != 0 ] && [ "$(pid)" != "$before" ]; }
            wait_until is_another
            continue_journal
            if ((took <= 24000)); then echo "in time"; else echo "took $took ms"; fi
            healthy_again() { journalctl _PID=$(pid) -o cat --no-pager | grep -q healthy; }
            wait_until healthy_again
            echo "healthy again, restarts: $(systemctl show -p NRestarts --value terrier)"
            """)
        #expect(lines == ["ended by: watchdog", "in time", "healthy again, restarts: 1"])
    }

    @Test func fullDiskIsReportedOnceAndStopsRepairsUntilItHasSpace() async throws {
        let lines = try await run(
            """
            for user in terrier terrier-repair; do
                mkdir -p /var/lib/$user
                mount -t tmpfs -o size=24m tmpfs /var/lib/$user
                chown $user:terrier /var/lib/$user; chmod 750 /var/lib/$user
            done
            systemctl start terrier || fail start
            wait_for 'healthy'
            before=$(pid)
            fill() { dd if=/dev/zero of=/var/lib/$1/filler bs=4k 2>/dev/null || true; }
            fill terrier; fill terrier-repair
            lose liveinsight-events-dev
            sleep 15
            entries >&2
            echo "said: $(entries | grep -c 'full')"
            echo "repairs: $(sqlite3 -readonly /var/lib/terrier-repair/repairs.sqlite 'select count(*) from repairs' 2>/dev/null || echo 0)"
            [ "$before" = "$(pid)" ] && echo "the same process, $(systemctl is-active terrier)"
            rm /var/lib/terrier/filler /var/lib/terrier-repair/filler
            wait_for 'emergency-deploy done: verified'
            [ "$before" = "$(pid)" ] && echo "the same process, $(systemctl is-active terrier)"
            """)
        #expect(
            lines == [
                "said: 1", "repairs: 0", "the same process, active", "the same process, active",
            ])
    }
}
