import GRDB

/// The repair book's tables. A migration that has been released is never changed; a new one is added.
enum RepairSchema {
    static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
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
                    """)
        }
        migrator.registerMigration("2") { database in
            // Clocks can jump; a number and the time since the boot cannot. Existing rows are numbered by their time.
            try database.execute(
                sql: """
                    ALTER TABLE repairs ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE repairs ADD COLUMN started_boot TEXT;
                    ALTER TABLE repairs ADD COLUMN started_uptime_ms INTEGER;
                    ALTER TABLE repairs ADD COLUMN ended_boot TEXT;
                    ALTER TABLE repairs ADD COLUMN ended_uptime_ms INTEGER;
                    UPDATE repairs SET number = (
                        SELECT count(*) FROM repairs AS other
                        WHERE (other.started_ms, other.id) <= (repairs.started_ms, repairs.id));
                    CREATE UNIQUE INDEX repairs_numbers ON repairs (number);
                    CREATE TABLE snapshots_before (
                        repair TEXT NOT NULL REFERENCES repairs (id),
                        lineage TEXT NOT NULL,
                        serial INTEGER NOT NULL,
                        resources INTEGER NOT NULL,
                        bytes INTEGER NOT NULL,
                        sha256 TEXT NOT NULL,
                        at TEXT NOT NULL,
                        body BLOB NOT NULL,
                        PRIMARY KEY (repair, serial)
                    );
                    INSERT INTO snapshots_before
                        SELECT repair, lineage, serial, resources, bytes, sha256, at, body FROM repair_snapshots;
                    DROP TABLE repair_snapshots;
                    ALTER TABLE snapshots_before RENAME TO repair_snapshots;
                    """)
        }
        migrator.registerMigration("3") { database in
            try database.execute(sql: "ALTER TABLE repairs ADD COLUMN subject TEXT")
        }
        return migrator
    }
}
