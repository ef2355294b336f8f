-- What people are recognised by. Tokens are SHA-256 digests; the tokens themselves are nowhere.

CREATE TABLE sessions (
    id uuid NOT NULL PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    person uuid REFERENCES people (id),
    csrf_id bytea NOT NULL CHECK (octet_length(csrf_id) = 16),
    created_at bigint NOT NULL,
    proved_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    idle_until bigint NOT NULL,
    ends_at bigint NOT NULL,
    user_agent text COLLATE "C" NOT NULL
);

CREATE INDEX sessions_of_a_person ON sessions (person, last_seen_at);
CREATE INDEX sessions_by_idle_end ON sessions (idle_until);
CREATE INDEX sessions_by_end ON sessions (ends_at);

CREATE TABLE api_tokens (
    id uuid NOT NULL PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    owner uuid NOT NULL REFERENCES people (id),
    name text COLLATE "C" NOT NULL,
    scopes text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    last_used_at bigint
);

CREATE INDEX api_tokens_of_an_owner ON api_tokens (owner, id);

CREATE TABLE api_token_spaces (
    token uuid NOT NULL REFERENCES api_tokens (id) ON DELETE CASCADE,
    space uuid NOT NULL REFERENCES spaces (id),
    PRIMARY KEY (token, space)
);

CREATE INDEX api_token_spaces_by_space ON api_token_spaces (space);

-- The one-time token of the first run: at most one row.
CREATE TABLE setup (
    id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    expires_at bigint NOT NULL,
    used_at bigint
);
