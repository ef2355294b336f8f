-- What people are recognised by. Tokens are SHA-256 digests; the tokens themselves are nowhere.

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    person BLOB REFERENCES people (id),
    csrf_id BLOB NOT NULL CHECK (length(csrf_id) = 16),
    created_at INTEGER NOT NULL,
    proved_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    idle_until INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of_a_person ON sessions (person, last_seen_at);
CREATE INDEX sessions_by_idle_end ON sessions (idle_until);
CREATE INDEX sessions_by_end ON sessions (ends_at);

CREATE TABLE api_tokens (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    owner BLOB NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL CHECK (json_valid(scopes)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_tokens_of_an_owner ON api_tokens (owner, id);

CREATE TABLE api_token_spaces (
    token BLOB NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
    space BLOB NOT NULL REFERENCES spaces (id),
    PRIMARY KEY (token, space)
) STRICT, WITHOUT ROWID;

CREATE INDEX api_token_spaces_by_space ON api_token_spaces (space);

-- The one-time token of the first run: at most one row.
CREATE TABLE setup (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
