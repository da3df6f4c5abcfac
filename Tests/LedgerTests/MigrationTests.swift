import Decisions
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

/// Databases that version 1 wrote, opened by this version.
@Suite struct MigrationTests {
    private func write(_ path: String, _ tables: String, _ rows: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(sql: tables)
            try database.execute(
                sql: """
                    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    INSERT INTO grdb_migrations VALUES ('1');
                    """)
            try database.execute(sql: rows)
        }
        try queue.close()
    }

    @Test func repairBookOfVersionOneKeepsItsRepairsInOrder() async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/repairs.sqlite"
            // Written out of order, two at the same time, one of a killed repairer.
            try write(
                path, Self.repairTables,
                """
                INSERT INTO repairs (id, stack, kind, addresses, apply, requested_by, configuration, started_at, started_ms,
                    ended_at, ended_ms, outcome, serial_before)
                VALUES ('c', 's', 'emergency-deploy', 'a.b', 1, 't', 'c', 'x', 3000, 'x', 3500, 'failed', 7),
                    ('a', 's', 'emergency-deploy', 'a.b', 1, 't', 'c', 'x', 1000, 'x', 1500, 'repaired', 5),
                    ('d', 's', 'emergency-deploy', 'a.b', 1, 't', 'c', 'x', 3000, NULL, NULL, NULL, NULL),
                    ('b', 'other', 'remove-alarms', 'a.b', 1, 't', 'c', 'x', 2000, 'x', 2500, 'refused', NULL);
                INSERT INTO repair_steps (repair, step, detail, at) VALUES ('a', 'apply', 'create a.b', 'x');
                INSERT INTO repair_snapshots VALUES ('a', 'l', 5, 1, 5, 'x', 'x', x'01'), ('c', 'l', 7, 1, 5, 'y', 'x', x'02');
                INSERT INTO mutes (stack, address, alarm, repair, since, until, until_ms)
                VALUES ('s', 'a.b', 'noisy', 'a', 'x', 'x', 9000);
                """)
            let book = try await RepairBook.open(path)
            let past = try await book.past(of: "s", leavingOut: nil)
            #expect(past.map(\.id) == ["a", "c", "d"] && past.map(\.number) == [1, 3, 4])
            #expect(try await book.repairs().map(\.id) == ["d", "c", "b", "a"])
            #expect(try await book.activeMutes(of: "s").map(\.alarm) == ["noisy"])
            // The boot of these repairs is not known, so the wall clock gives their age.
            let now = Moment(wall: Timestamp(milliseconds: 60_000), boot: "b", uptime: .seconds(10))
            let facts = try await book.asked(now)
            #expect(facts.sinceLast == .seconds(57) && facts.withinBudget == 2)
            #expect(facts.breaker?.failures == 2 && facts.breaker?.repair == "d")
            // Snapshots are kept, and a repair can have a second one.
            let next = try await book.begin(Given.beginning(0))
            for serial in [8, 9] as [UInt64] {
                let identity = SnapshotIdentity(
                    lineage: "l", serial: serial, resources: 1, bytes: 5, sha256: "z")
                try await book.storeSnapshot(next.id, identity, body: [1, 2, 3, 4, 5], at: Given.start)
            }
            let kept = try await book.read {
                try String.fetchAll(
                    $0,
                    sql:
                        "SELECT repair || serial || sha256 || hex(body) FROM repair_snapshots WHERE serial < 8"
                )
            }
            #expect(kept == ["a5x01", "c7y02"])
            #expect(try await book.past(of: "s", leavingOut: nil).last?.number == 5)
            #expect(try await book.repairs(of: "s").map(\.outcome) == [nil, "unknown", "failed", "repaired"])
            #expect(try await book.repair("a")?.steps == ["apply: create a.b"])
        }
    }

    @Test func ledgerOfVersionOneKeepsItsIncidents() async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/ledger.sqlite"
            try write(
                path, Self.ledgerTables,
                """
                INSERT INTO snapshots VALUES (1, 's', 'l', 4, 'x', 'x', 1000, 2, 2, 'h', 'a.b', x'00');
                INSERT INTO believed VALUES ('s', 1);
                INSERT INTO incidents VALUES ('s-1', 's', 'lost', 'critical', 'x', NULL, NULL, 90, 'a.b', 'r = 1');
                INSERT INTO incident_actions (incident, repair, kind, started_at, actions) VALUES ('s-1', 'r', 'k', 'x', '');
                INSERT INTO watches VALUES ('s', '{"cycles":7,"nextIncident":2,"rules":{},"settling":{}}', '{}', 'x');
                """)
            let ledger = try await Ledger.open(path)
            let stackRecord = try await ledger.stackRecord(of: "s")
            #expect(stackRecord.watch.cycles == 7 && stackRecord.watch.nextIncident == 2)
            #expect(stackRecord.believed?.identity.serial == 4)
            var stored = try #require(try await ledger.incident("s-1"))
            #expect(stored.rung == 0 && stored.acknowledged == nil && stored.ageSeconds == 90)
            #expect(stored.actions.map(\.repair) == ["r"] && stored.diagnoses.isEmpty)
            var incident = Given.incident("s-1")
            incident.rung = 1
            incident.acknowledged = "kim: mine"
            try await ledger.record(Given.cycle(1, watch: Given.watch(incident)))
            try await ledger.addDiagnosis(Diagnosis(at: Given.start, findings: []), to: "s-1")
            stored = try #require(try await ledger.incident("s-1"))
            #expect(stored.rung == 1 && stored.acknowledged == "kim: mine" && stored.diagnoses.count == 1)
            #expect(try await ledger.switches(of: "s", now: Given.moment(0)) == StackSwitches())
        }
    }

    /// The tables of version 1.
    private static let repairTables = """
        CREATE TABLE repairs (
            id TEXT PRIMARY KEY,
            stack TEXT NOT NULL,
            kind TEXT NOT NULL,
            rule TEXT,
            incident TEXT,
            tier TEXT,
            addresses TEXT NOT NULL,
            apply INTEGER NOT NULL,
            requested_by TEXT NOT NULL,
            why TEXT,
            configuration TEXT NOT NULL,
            started_at TEXT NOT NULL,
            started_ms INTEGER NOT NULL,
            ended_at TEXT,
            ended_ms INTEGER,
            outcome TEXT,
            reason TEXT,
            serial_before INTEGER,
            serial_after INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX repairs_newest ON repairs (stack, started_ms);
        CREATE TABLE repair_steps (
            id INTEGER PRIMARY KEY,
            repair TEXT NOT NULL REFERENCES repairs (id),
            step TEXT NOT NULL,
            detail TEXT NOT NULL,
            at TEXT NOT NULL
        );
        CREATE TABLE repair_snapshots (
            repair TEXT PRIMARY KEY REFERENCES repairs (id),
            lineage TEXT NOT NULL,
            serial INTEGER NOT NULL,
            resources INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            at TEXT NOT NULL,
            body BLOB NOT NULL
        );
        CREATE TABLE mutes (
            id INTEGER PRIMARY KEY,
            stack TEXT NOT NULL,
            address TEXT NOT NULL,
            alarm TEXT NOT NULL,
            incident TEXT,
            repair TEXT NOT NULL REFERENCES repairs (id),
            since TEXT NOT NULL,
            until TEXT NOT NULL,
            until_ms INTEGER NOT NULL,
            ended_at TEXT
        );
        """

    private static let ledgerTables = """
        CREATE TABLE snapshots (
            id INTEGER PRIMARY KEY,
            stack TEXT NOT NULL,
            lineage TEXT NOT NULL,
            serial INTEGER NOT NULL,
            taken_at TEXT NOT NULL,
            seen_at TEXT NOT NULL,
            seen_ms INTEGER NOT NULL,
            resources INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            addresses TEXT NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (stack, lineage, serial, sha256)
        );
        CREATE TABLE believed (
            stack TEXT PRIMARY KEY,
            snapshot INTEGER NOT NULL REFERENCES snapshots (id)
        ) WITHOUT ROWID;
        CREATE TABLE readings (
            id INTEGER PRIMARY KEY,
            stack TEXT NOT NULL,
            signal TEXT NOT NULL,
            value REAL,
            unit TEXT,
            unknown TEXT,
            about TEXT,
            samples INTEGER,
            at TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        );
        CREATE INDEX readings_newest ON readings (stack, signal, id);
        CREATE TABLE incidents (
            id TEXT PRIMARY KEY,
            stack TEXT NOT NULL,
            rule TEXT NOT NULL,
            severity TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            closed_at TEXT,
            closed_why TEXT,
            age_seconds REAL NOT NULL,
            addresses TEXT NOT NULL,
            reading TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE incident_actions (
            id INTEGER PRIMARY KEY,
            incident TEXT NOT NULL REFERENCES incidents (id),
            repair TEXT NOT NULL,
            kind TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            outcome TEXT,
            actions TEXT NOT NULL,
            reason TEXT,
            serial_before INTEGER,
            serial_after INTEGER
        );
        CREATE TABLE watches (
            stack TEXT PRIMARY KEY,
            watch TEXT NOT NULL,
            alarms TEXT NOT NULL,
            at TEXT NOT NULL
        ) WITHOUT ROWID;
        """
}
