import Demo
import TestSupport
import Testing

/// Units that are stopped and restarted during work: a running repair ends normally, and open incidents are continued.
@Suite(
    .serialized,
    .enabled(
        if: Requirement.has(.systemd, .terraform, .moto, .python),
        "needs root, systemd, Terraform, moto and python3"))
struct UnitStopTests {
    /// Sets a stop timeout that is shorter than an apply, unless the unit requests more time.
    private static let prelude = """
        setting terrier.service TimeoutStopSec=4
        setting terrier-repair@.service TimeoutStopSec=4
        state=/srv/liveinsight/terraform.tfstate lock=/srv/liveinsight/.terraform.tfstate.lock.info
        begin() {
            systemctl start terrier || fail start
            wait_for 'emergency-deploy: applying'
            wait_until test -e $lock
            echo "an apply holds the lock"
            unit=$(systemctl list-units --plain --no-legend 'terrier-repair@*' | cut -d' ' -f1)
        }
        # stop UNIT…
        stop() { local began=$SECONDS; systemctl stop "$@"; ((SECONDS - began > 4)) && echo "the timeout was extended"; }
        left() {
            [ ! -e $lock ] && echo "no lock"
            pgrep -x terraform >/dev/null || echo "no terraform"
            echo "the state has it: $(python3 -c 'import json, sys; print(sum(r["name"] == "events" and len(r["instances"]) for r in json.load(open(sys.argv[1]))["resources"] if r["type"] == "aws_dynamodb_table"))' $state)"
            echo "book: $(sqlite3 /var/lib/terrier-repair/repairs.sqlite 'select count(*), outcome from repairs group by outcome' | tr '|' ' ')"
        }

        """

    private func run(
        _ script: String,
        prepare: (RefusingProxy) throws -> Void = { try $0.hold("CreateTable", seconds: 12) }
    ) async throws -> [String] {
        try await Lab.with { lab in
            try await RefusingProxy.with(lab.emulator.endpoint) { proxy in
                let units = try await UnitLab(lab, endpoint: proxy.url)
                try prepare(proxy)
                try await lab.changes.deleteTable(Lab.events)
                let seen = try await units.run(
                    Self.prelude + script, binds: [(proxy.directory, "/proxy")])
                #expect(seen.code == 0, "\(seen.output)\n\(seen.errorOutput)")
                #expect(try await lab.hasEvents(), "\(seen.output)\n\(seen.errorOutput)")
                return seen.output.split(separator: "\n").map(String.init)
            }
        }
    }

    @Test func watcherStoppedDuringAnApplyWaitsForItsEnd() async throws {
        let lines = try await run(
            """
            begin
            (sleep 2; echo "meanwhile: $(systemctl is-active terrier)") &
            stop terrier
            wait
            echo "stopped: $(systemctl show -p Result --value terrier)"
            echo "said: $(entries | grep -cx 'stopping once 1 repair under way has ended')"
            left
            """)
        #expect(
            lines == [
                "an apply holds the lock", "meanwhile: deactivating", "the timeout was extended",
                "stopped: success", "said: 1", "no lock", "no terraform", "the state has it: 1",
                "book: 1 repaired",
            ])
    }

    @Test func repairStoppedDuringAnApplyEndsNormally() async throws {
        let lines = try await run(
            """
            begin
            wait_for 'aws_dynamodb_table.events: started'
            systemctl status --no-pager "$unit" | grep -o 'Status: "emergency-deploy of liveinsight-dev: create .*: started' || true
            stop "$unit"
            wait_for 'emergency-deploy done: verified'
            wait_for 'incident .*closed'
            wait_for_repairs
            left
            echo "failed units: $(systemctl list-units --failed --plain --no-legend | wc -l)"
            """)
        #expect(
            lines == [
                "an apply holds the lock",
                #"Status: "emergency-deploy of liveinsight-dev: create aws_dynamodb_table.events: started"#,
                "the timeout was extended", "no lock", "no terraform", "the state has it: 1",
                "book: 1 repaired",
                "failed units: 0",
            ])
    }

    @Test func killedRepairHasUnknownOutcomeAndItsTerraformEnds() async throws {
        let lines = try await run(
            """
            begin
            # Pauses, so that the next repair does not begin before the book is read.
            echo 'to read the book' >/etc/terrier/paused; chgrp terrier /etc/terrier/paused; chmod 640 /etc/terrier/paused
            kill -9 "$(pid "$unit")"
            wait_for 'ended without reporting an outcome'
            pgrep -x terraform >/dev/null || echo "no terraform"
            echo "book: $(sqlite3 /var/lib/terrier-repair/repairs.sqlite "select ifnull(outcome, 'open') from repairs order by number limit 1")"
            : >/proxy/list
            rm /etc/terrier/paused
            # The next repair begins after the cooldown.
            wait_for 'emergency-deploy done: verified'
            wait_for 'incident .*closed'
            wait_for_repairs
            sqlite3 /var/lib/terrier-repair/repairs.sqlite "select outcome from repairs where outcome is not 'refused' order by number" | tr '\n' ' '
            """)
        #expect(
            lines == [
                "an apply holds the lock", "no terraform", "book: open", "unknown repaired ",
            ])
    }

    @Test func hangingCycleDoesNotStopTheRepair() async throws {
        let lines = try await run(
            """
            setting terrier.service WatchdogSec=16 RestartSec=4
            begin
            before=$(pid)
            stop_journal
            # The next cycle logs the pause and hangs; a repair that has begun continues.
            echo 'to log something' >/etc/terrier/paused; chgrp terrier /etc/terrier/paused; chmod 640 /etc/terrier/paused
            is_another() { [ "$(pid)" != 0 ] && [ "$(pid)" != "$before" ]; }
            wait_until is_another
            echo "the unit of the repair: $(systemctl is-active "$unit")"
            continue_journal
            wait_for 'emergency-deploy done: verified'
            wait_for 'incident .*closed'
            wait_for_repairs
            left
            """, prepare: { try $0.hold("CreateTable", seconds: 40) })
        #expect(
            lines == [
                "an apply holds the lock", "the unit of the repair: active", "no lock", "no terraform",
                "the state has it: 1", "book: 1 repaired",
            ])
    }

    @Test func restartContinuesTheOpenIncident() async throws {
        let lines = try await run(
            """
            ledger=/var/lib/terrier/ledger.sqlite
            systemctl start terrier || fail start
            wait_for 'emergency-deploy failed'
            incident=$(sqlite3 $ledger 'select id from incidents')
            systemctl stop terrier
            : >/proxy/list
            systemctl start terrier || fail start
            # The next attempt is due after a cooldown that began before the restart.
            wait_for "incident $incident closed"
            wait_for_repairs
            echo "incidents: $(sqlite3 $ledger 'select count(*) from incidents')"
            journalctl --sync
            echo "processes in its entries: $(journalctl TERRIER_INCIDENT=$incident _SYSTEMD_UNIT=terrier.service -o json --no-pager | grep -oE '"_PID":"[0-9]+"' | sort -u | wc -l)"
            echo "book: $(sqlite3 /var/lib/terrier-repair/repairs.sqlite 'select outcome from repairs order by number' | uniq | tr '\\n' ' ')"
            """, prepare: { try $0.refuse("CreateTable") })
        #expect(
            lines == ["incidents: 1", "processes in its entries: 2", "book: not-verified repaired "])
    }
}
