-- Jobs, from their order to some time after their end. A job that runs belongs to whoever knows its `token`, until
-- `lease_until`; `node` says which process that is. Instants are microseconds since 1970.

CREATE TABLE jobs (
    id uuid NOT NULL PRIMARY KEY,
    plugin text COLLATE "C" NOT NULL,
    space uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    dedupe text COLLATE "C",
    caller text COLLATE "C" NOT NULL,
    person uuid,
    locale text COLLATE "C" NOT NULL,
    zone text COLLATE "C" NOT NULL,
    input text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    wants_cancel bigint NOT NULL DEFAULT 0,
    run_at bigint NOT NULL,
    attempt bigint NOT NULL DEFAULT 0,
    max_attempts bigint NOT NULL,
    crashes bigint NOT NULL DEFAULT 0,
    node uuid,
    token uuid,
    lease_until bigint,
    steps_done bigint NOT NULL DEFAULT 0,
    steps_total bigint NOT NULL DEFAULT 0,
    message text COLLATE "C" NOT NULL DEFAULT '',
    checkpoint text COLLATE "C",
    output text COLLATE "C",
    error text COLLATE "C",
    revision bigint NOT NULL DEFAULT 1,
    created_at bigint NOT NULL,
    started_at bigint,
    ended_at bigint
);

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
    plugin text COLLATE "C" NOT NULL,
    space uuid NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (plugin, space)
);
