-- Settings of a space, and the counters that tell caches what has changed.

CREATE TABLE space_settings (
    space uuid NOT NULL REFERENCES spaces (id),
    key text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (space, key)
);

CREATE TABLE epochs (
    kind text COLLATE "C" NOT NULL,
    key bytea NOT NULL,
    epoch bigint NOT NULL,
    PRIMARY KEY (kind, key)
);
