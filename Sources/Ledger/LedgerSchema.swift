import GRDB

/// The ledger's tables. A migration that has been released is never changed; a new one is added.
enum LedgerSchema {
    static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
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
                    """)
        }
        migrator.registerMigration("2") { database in
            try database.execute(
                sql: """
                    CREATE TABLE switches (
                        id INTEGER PRIMARY KEY,
                        kind TEXT NOT NULL,
                        stack TEXT,
                        subject TEXT,
                        who TEXT NOT NULL,
                        why TEXT NOT NULL,
                        at TEXT NOT NULL,
                        at_ms INTEGER NOT NULL,
                        at_boot TEXT NOT NULL,
                        at_uptime_ms INTEGER NOT NULL,
                        for_ms INTEGER,
                        through INTEGER,
                        ended_at TEXT,
                        ended_by TEXT
                    );
                    CREATE INDEX switches_standing ON switches (kind, ended_at);
                    ALTER TABLE incidents ADD COLUMN acknowledged TEXT;
                    ALTER TABLE incidents ADD COLUMN rung INTEGER NOT NULL DEFAULT 0;
                    CREATE TABLE diagnoses (
                        id INTEGER PRIMARY KEY,
                        incident TEXT NOT NULL REFERENCES incidents (id),
                        at TEXT NOT NULL,
                        findings TEXT NOT NULL
                    );
                    CREATE INDEX diagnoses_of ON diagnoses (incident);
                    """)
        }
        migrator.registerMigration("3") { database in
            try database.execute(
                sql: """
                    CREATE TABLE outbox (
                        id INTEGER PRIMARY KEY,
                        notice TEXT NOT NULL,
                        sink TEXT NOT NULL,
                        stack TEXT,
                        incident TEXT,
                        severity TEXT NOT NULL,
                        payload TEXT NOT NULL,
                        created_at TEXT NOT NULL,
                        created_ms INTEGER NOT NULL,
                        attempts INTEGER NOT NULL DEFAULT 0,
                        next_ms INTEGER NOT NULL,
                        done_at TEXT,
                        done_ms INTEGER,
                        failed TEXT,
                        UNIQUE (notice, sink)
                    );
                    CREATE INDEX outbox_waiting ON outbox (sink, next_ms) WHERE done_ms IS NULL;
                    CREATE INDEX outbox_done ON outbox (done_ms) WHERE done_ms IS NOT NULL;
                    CREATE TABLE outbox_dropped (
                        sink TEXT PRIMARY KEY,
                        dropped INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("4") { database in
            try database.execute(
                sql: """
                    CREATE TABLE spells (
                        id INTEGER PRIMARY KEY,
                        stack TEXT NOT NULL,
                        from_ms INTEGER NOT NULL,
                        to_ms INTEGER NOT NULL
                    );
                    CREATE INDEX spells_of ON spells (stack, id);
                    """)
        }
        migrator.registerMigration("5") { database in
            try database.execute(
                sql: """
                    CREATE TABLE sights (
                        stack TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        body TEXT NOT NULL,
                        PRIMARY KEY (stack, kind)
                    ) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("6") { database in
            try database.execute(
                sql: """
                    ALTER TABLE snapshots ADD COLUMN terraform TEXT;
                    ALTER TABLE snapshots ADD COLUMN written_by TEXT;
                    ALTER TABLE snapshots ADD COLUMN label TEXT;
                    ALTER TABLE snapshots ADD COLUMN types INTEGER;
                    CREATE TABLE type_counts (
                        id INTEGER PRIMARY KEY,
                        counts TEXT NOT NULL UNIQUE
                    );
                    ALTER TABLE believed ADD COLUMN addresses TEXT;
                    CREATE TABLE snapshot_bodies (
                        snapshot INTEGER PRIMARY KEY REFERENCES snapshots (id),
                        base INTEGER REFERENCES snapshots (id),
                        step INTEGER NOT NULL,
                        size INTEGER NOT NULL,
                        addresses INTEGER NOT NULL,
                        body BLOB NOT NULL
                    );
                    CREATE INDEX snapshot_bodies_after ON snapshot_bodies (base);
                    CREATE TABLE seen_addresses (
                        stack TEXT NOT NULL,
                        address TEXT NOT NULL,
                        PRIMARY KEY (stack, address)
                    ) WITHOUT ROWID;
                    CREATE INDEX snapshots_of ON snapshots (stack);
                    CREATE INDEX snapshots_seen ON snapshots (stack, seen_ms, resources);
                    """)
            try SeenAddresses.collect(database)
        }
        migrator.registerMigration("7") { database in
            try database.execute(
                sql: """
                    CREATE TABLE archive_outbox (
                        snapshot INTEGER PRIMARY KEY REFERENCES snapshots (id) ON DELETE CASCADE
                    );
                    CREATE TABLE archive_state (
                        id INTEGER PRIMARY KEY CHECK (id = 1),
                        target TEXT NOT NULL,
                        newest INTEGER NOT NULL,
                        failures INTEGER NOT NULL DEFAULT 0,
                        next_ms INTEGER NOT NULL DEFAULT 0,
                        failing_since TEXT,
                        why TEXT
                    );
                    """)
        }
        return migrator
    }
}
