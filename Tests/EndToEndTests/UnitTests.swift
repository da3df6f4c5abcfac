import Commands
import Demo
import Foundation
import TestSupport
import Testing

/// The units as shipped, under a real systemd, on the sample stack, with separate privileges.
@Suite(.serialized, .enabled(if: Requirement.has(.systemd), "needs root and systemd"))
struct UnitTests {
    @Test func systemBootsAndReturnsTheResultOfItsCommand() async throws {
        let booted = try await SystemdLab.run("systemctl is-system-running; exit 7")
        #expect(booted.output == "running\n", "\(booted.errorOutput)")
        #expect(booted.code == 7)
    }

    @Test(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
    func repairRunsInItsOwnUnitWithLeastPrivileges() async throws {
        try await Lab.with { lab in
            let units = try await UnitLab(lab)
            try await lab.changes.deleteTable(Lab.events)
            let seen = try await units.run(Self.apart)
            let output = "\(seen.output)\n\(seen.errorOutput)"
            #expect(seen.code == 0, "\(output)")
            #expect(try await lab.hasEvents(), "\(output)")
            let lines = seen.output.split(separator: "\n").map(String.init)
            #expect(
                lines == [
                    "started: active", "structured: liveinsight-dev",
                    "asked: terrier run, as terrier (uid N)",
                    "databases: terrier terrier 640, terrier-repair terrier 640",
                    "the watcher: Read-only file system", "the watcher: Permission denied",
                    "the watcher's book: attempt to write a readonly database",
                    "the repairer's ledger: attempt to write a readonly database",
                    "a stranger: Permission denied",
                    "the watcher with a reason: refused", "another configuration: refused",
                    "an old request: refused", "garbage: refused", "too long: refused",
                    "a file elsewhere: refused", "book: 1", "by hand: 0", "asked: root, as root (uid 0)",
                    "after a reload with faults: active, the same process",
                    "after a good reload: active, the same process", "stopped: success",
                ], "\(output)")
        }
    }

    @Test(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
    func killedWatcherLeavesItsRepairRunningAndGetsItsResult() async throws {
        try await Lab.with { lab in
            let units = try await UnitLab(lab)
            try await lab.changes.deleteTable(Lab.events)
            let seen = try await units.run(Self.killed)
            let output = "\(seen.output)\n\(seen.errorOutput)"
            #expect(seen.code == 0, "\(output)")
            #expect(try await lab.hasEvents(), "\(output)")
            #expect(
                seen.output.split(separator: "\n").map(String.init) == [
                    "closed by another tool", "another process", "book: 1 repaired",
                    "the journal has its result",
                    "the incident knows: repaired",
                ], "\(output)")
        }
    }

    @Test(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
    func instanceHasItsOwnConfigurationLedgerAndBook() async throws {
        try await Lab.with { lab in
            let units = try await UnitLab(lab)
            try await lab.changes.deleteTable(Lab.events)
            let seen = try await units.run(
                """
                sed 's|/var/lib/terrier/|/var/lib/terrier/shop/|' /etc/terrier/terrier.yaml >/etc/terrier/shop.yaml
                rm /etc/terrier/terrier.yaml
                chgrp terrier /etc/terrier/shop.yaml; chmod 640 /etc/terrier/shop.yaml
                systemctl start terrier@shop || fail start
                wait_for 'emergency-deploy done: verified'
                wait_for 'incident .*closed'
                cd /var/lib
                stat -c '%n %U %a' terrier/shop terrier/shop/ledger.sqlite terrier-repair/shop terrier-repair/shop/repairs.sqlite
                terrier status --config /etc/terrier/shop.yaml | grep -o 'liveinsight-dev: last checked'
                systemctl stop terrier@shop
                echo "stopped: $(systemctl show -p Result --value terrier@shop)"
                """)
            #expect(
                seen.output.split(separator: "\n").map(String.init) == [
                    "terrier/shop terrier 750", "terrier/shop/ledger.sqlite terrier 640",
                    "terrier-repair/shop terrier-repair 750",
                    "terrier-repair/shop/repairs.sqlite terrier-repair 640",
                    "liveinsight-dev: last checked", "stopped: success",
                ], "\(seen.output)\n\(seen.errorOutput)")
        }
    }

    @Test(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
    func snapshotsAreVerifiedBesideTheServiceAndAfterIt() async throws {
        try await Lab.with { lab in
            let seen = try await UnitLab(lab).run(
                """
                systemctl start terrier || fail start
                wait_for 'healthy: 19 resources'
                result() { echo "$1: $(systemctl show -p Result --value terrier-verify)"; }
                systemctl start terrier-verify || fail verify
                result "beside the service"
                systemctl stop terrier
                systemctl start terrier-verify || fail "verify again"
                result "after it"
                sqlite3 /var/lib/terrier/ledger.sqlite 'update snapshot_bodies set body = zeroblob(length(body))'
                systemctl start terrier-verify 2>/dev/null && fail "nothing was noticed"
                result damaged
                echo "named: $(journalctl --sync; journalctl -u terrier-verify -o cat --no-pager | grep -c 'snapshot 1')"
                """)
            let output = "\(seen.output)\n\(seen.errorOutput)"
            #expect(seen.code == 0, "\(output)")
            #expect(
                seen.output.split(separator: "\n").map(String.init) == [
                    "beside the service: success", "after it: success", "damaged: exit-code", "named: 1",
                ], "\(output)")
        }
    }

    private static let killed = """
        # The next watcher, which would also read the book, starts when this script says so.
        setting terrier.service RestartSec=3600
        systemctl start terrier || fail start
        before=$(pid)
        wait_for 'emergency-deploy: applying'
        kill -9 "$before"
        book=/var/lib/terrier-repair/repairs.sqlite
        is_repaired() { sqlite3 $book 'select outcome from repairs' | grep -q repaired; }
        wait_until is_repaired
        has_ended() { [ -z "$(systemctl list-units --plain --no-legend 'terrier-repair@*')" ]; }
        wait_until has_ended
        is_repaired
        # The repairer has closed the book, and the tool of root has removed its side files; only the watcher will open it.
        [ ! -e $book-wal ] && echo "closed by another tool"
        systemctl restart terrier || fail restart
        # No watcher received the result, so the repairer itself logged it.
        wait_for 'emergency-deploy done: verified'
        is_another() { [ "$(pid)" != 0 ] && [ "$(pid)" != "$before" ]; }
        wait_until is_another
        echo "another process"
        wait_for 'incident .*closed'
        wait_for_repairs
        echo "book: $(sqlite3 $book 'select count(*), outcome from repairs group by outcome' | tr '|' ' ')"
        journalctl --sync
        journalctl -u 'terrier-repair@*' -o cat --no-pager | grep -q 'emergency-deploy done: verified' && echo "the journal has its result"
        incident=$(sqlite3 $book 'select incident from repairs')
        echo "the incident knows: $(terrier incidents show "$incident" | grep -oE 'repaired' | head -1)"
        """

    @Test(.enabled(if: Requirement.has(.moto), "needs moto"))
    func configurationWithFaultsDoesNotStartAndIsNotRetried() async throws {
        try await Lab.with(deployed: false) { lab in
            let units = try await UnitLab(lab)
            let seen = try await units.run(
                """
                echo 'nonsense: true' >>/etc/terrier/terrier.yaml
                systemctl start terrier 2>/dev/null && fail "it started"
                journalctl --sync
                echo "said: $(journalctl MESSAGE_ID=61d40ec00b5ce5a792dde67240d947f6 -o cat --no-pager | grep -c "unknown key 'nonsense'")"
                echo "ended: $(systemctl show -p ExecMainStatus --value terrier) $(systemctl show -p NRestarts --value terrier)"
                """)
            let output = "\(seen.output)\n\(seen.errorOutput)"
            #expect(seen.output == "said: 1\nended: 78 0\n", "\(output)")
        }
    }

    private static let apart = """
        systemctl start terrier || fail start
        echo "started: $(systemctl is-active terrier)"
        wait_for 'emergency-deploy done: verified'
        wait_for 'incident .*closed'
        wait_for_repairs
        echo "structured: $(journalctl -u terrier -o json --no-pager | grep MESSAGE_ID | grep -oE '"TERRIER_STACK":"[^"]*"' | head -1 | cut -d'"' -f4)"
        book=/var/lib/terrier-repair/repairs.sqlite ledger=/var/lib/terrier/ledger.sqlite
        echo "asked: $(sqlite3 $book 'select requested_by from repairs' | sed -E 's/uid [0-9]+/uid N/')"
        echo "databases: $(stat -c '%U %G %a' $ledger), $(stat -c '%U %G %a' $book)"
        # What the watcher may not do.
        echo "the watcher: $(as_watcher touch /srv/liveinsight/x 2>&1 | grep -oE 'Read-only file system|Permission denied')"
        echo "the watcher: $(setpriv --reuid terrier --regid terrier --init-groups touch /srv/liveinsight/x 2>&1 | grep -oE 'Permission denied')"
        as_user() { setpriv --reuid "$1" --regid terrier --init-groups "${@:2}"; }
        echo "the watcher's book: $(as_user terrier sqlite3 $book 'delete from repairs' 2>&1 | grep -oE 'attempt to write a readonly database')"
        echo "the repairer's ledger: $(as_user terrier-repair sqlite3 $ledger 'delete from incidents' 2>&1 | grep -oE 'attempt to write a readonly database')"
        ask() { python3 -c '
        import json, socket, sys, time
        connection = socket.socket(socket.AF_UNIX)
        connection.connect("/run/terrier-repair.sock")
        connection.sendall(sys.stdin.buffer.read())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while True:
            piece = connection.recv(65536)
            if not piece: break
            answer += piece
        last = json.loads(answer.splitlines()[-1])
        print(last.get("outcome"), " ".join(sorted({r["guardrail"] for r in last["refusals"]})), last["message"])'; }
        echo "a stranger: $(setpriv --reuid nobody --regid nogroup --clear-groups bash -c "$(declare -f ask); ask" </dev/null 2>&1 | grep -oE 'Permission denied' | head -1)"
        # Forged requests; the response has the reason of each refusal.
        request() { python3 - "$@" <<'PY'
        import json, sys, time
        boot = open("/proc/sys/kernel/random/boot_id").read().strip()
        body = {"version": 3, "stack": "liveinsight-dev", "kind": "emergency-deploy", "rule": "foundation-lost",
                "incident": "liveinsight-dev-1", "addresses": [], "apply": True, "requestedBy": "terrier run",
                "configuration": sys.argv[1],
                "askedAt": {"boot": boot, "wall": json.loads(sys.argv[2]), "uptime": json.loads(sys.argv[3])}}
        for pair in sys.argv[4:]:
            key, value = pair.split("=", 1)
            body[key] = json.loads(value)
        print(json.dumps(body))
        PY
        }
        # A real request shows the format of times.
        hash=$(sqlite3 $book 'select configuration from repairs')
        uptime() { python3 -c 'import time; t = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - int(__import__("sys").argv[1]) * 10**9; h, l = divmod(t * 10**9, 2**64); h -= 0; print("[%d, %d]" % (h, l))' "$1"; }
        wall=0
        expect() { local want=$1; read -r outcome rest; if [[ $outcome == refused && $rest == *"$want"* ]]; then echo refused; else echo "$outcome $rest"; fi; }
        watcher_asks() { as_user terrier bash -c "$(declare -f ask); ask" 2>&1; }
        echo "the watcher with a reason: $(request $hash "$wall" "$(uptime 0)" 'why="trust me"' | watcher_asks | expect "only a person may give a reason")"
        echo "another configuration: $(request 0000 "$wall" "$(uptime 0)" | watcher_asks | expect 'another configuration')"
        echo "an old request: $(request $hash "$wall" "$(uptime 100)" | watcher_asks | expect 'ago: send a new request')"
        echo "garbage: $(echo '{"version": 3}' | watcher_asks | expect 'not a repair request')"
        echo "too long: $(head -c 1100000 /dev/zero | tr '\\0' ' ' | watcher_asks | expect 'longer than 1 MiB')"
        echo "a file elsewhere: $(request $hash "$wall" "$(uptime 0)" 'file="../../tmp/mine.yaml"' | watcher_asks | expect 'is not the name of a configuration')"
        echo "book: $(sqlite3 $book "select count(*) from repairs where outcome = 'repaired'")"
        terrier repair emergency-deploy liveinsight-dev --why 'to see it' --dry-run >/tmp/by-hand 2>&1 && code=0 || code=$?
        [[ $code == 4 ]] && grep -q 'nothing of it is missing\\|need' /tmp/by-hand && code=0
        [[ $code == 0 ]] || cat /tmp/by-hand >&2
        echo "by hand: $code"
        echo "asked: $(sqlite3 $book 'select requested_by from repairs order by number desc limit 1')"
        before=$(pid)
        cp -a /etc/terrier/terrier.yaml /run/good.yaml
        echo 'nonsense: true' >>/etc/terrier/terrier.yaml
        systemctl reload terrier || true
        wait_for 'nonsense'
        [ "$before" = "$(pid)" ] && echo "after a reload with faults: $(systemctl is-active terrier), the same process"
        cp -a /run/good.yaml /etc/terrier/terrier.yaml
        systemctl reload terrier
        wait_for 'configuration read again'
        [ "$before" = "$(pid)" ] && echo "after a good reload: $(systemctl is-active terrier), the same process"
        systemctl stop terrier
        echo "stopped: $(systemctl show -p Result --value terrier)"
        """
}
