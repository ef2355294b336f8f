-- Settings of a space, and the counters that tell caches what has changed.

CREATE TABLE space_settings (
    space BLOB NOT NULL REFERENCES spaces (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE epochs (
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
