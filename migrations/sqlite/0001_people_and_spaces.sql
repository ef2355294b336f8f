-- People, the spaces they share, and as what. Ids are UUIDv7 in 16 bytes; times are microseconds, UTC.

CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    login TEXT NOT NULL,
    login_folded TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    password_phc TEXT,
    pepper_id TEXT,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    CHECK ((password_phc IS NULL) = (pepper_id IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE spaces (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
    space BLOB NOT NULL REFERENCES spaces (id),
    person BLOB NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (space, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_of_a_person ON memberships (person, space);

CREATE TABLE instance_roles (
    person BLOB NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person, role)
) STRICT, WITHOUT ROWID;
