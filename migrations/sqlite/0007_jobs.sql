-- Jobs, from their order to some time after their end. A job that runs belongs to whoever knows its `token`, until
-- `lease_until`; `node` says which process that is. Instants are microseconds since 1970.

CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    plugin TEXT NOT NULL,
    space BLOB NOT NULL CHECK (length(space) = 16),
    kind TEXT NOT NULL,
    dedupe TEXT,
    caller TEXT NOT NULL CHECK (json_valid(caller)),
    person BLOB,
    locale TEXT NOT NULL,
    zone TEXT NOT NULL,
    input TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    wants_cancel INTEGER NOT NULL DEFAULT 0,
    run_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL,
    crashes INTEGER NOT NULL DEFAULT 0,
    node BLOB,
    token BLOB,
    lease_until INTEGER,
    steps_done INTEGER NOT NULL DEFAULT 0,
    steps_total INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    checkpoint TEXT,
    output TEXT,
    error TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX jobs_waiting ON jobs (plugin, space, run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_next ON jobs (run_at) WHERE state = 'waiting';
CREATE INDEX jobs_running ON jobs (plugin, space, lease_until) WHERE state = 'running';
CREATE INDEX jobs_of_space ON jobs (space, id);
CREATE INDEX jobs_of_person ON jobs (person, id) WHERE person IS NOT NULL;
CREATE INDEX jobs_ended ON jobs (state, ended_at) WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_dedupe ON jobs (plugin, space, kind, dedupe)
    WHERE dedupe IS NOT NULL AND state IN ('waiting', 'running');

-- How much of the workers' time each plugin has had in each space, in microseconds: whoever had least is next.
CREATE TABLE job_turns (
    plugin TEXT NOT NULL,
    space BLOB NOT NULL CHECK (length(space) = 16),
    used INTEGER NOT NULL,
    PRIMARY KEY (plugin, space)
) STRICT, WITHOUT ROWID;
