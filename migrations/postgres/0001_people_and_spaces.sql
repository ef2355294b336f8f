-- People, the spaces they share, and as what. Ids are UUIDv7; times are microseconds, UTC.

CREATE TABLE people (
    id uuid NOT NULL PRIMARY KEY,
    login text COLLATE "C" NOT NULL,
    login_folded text COLLATE "C" NOT NULL UNIQUE,
    display_name text COLLATE "C" NOT NULL,
    password_phc text COLLATE "C",
    pepper_id text COLLATE "C",
    created_at bigint NOT NULL,
    disabled_at bigint,
    CHECK ((password_phc IS NULL) = (pepper_id IS NULL))
);

CREATE TABLE spaces (
    id uuid NOT NULL PRIMARY KEY,
    slug text COLLATE "C" NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE memberships (
    space uuid NOT NULL REFERENCES spaces (id),
    person uuid NOT NULL REFERENCES people (id),
    role text COLLATE "C" NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at bigint NOT NULL,
    PRIMARY KEY (space, person)
);

CREATE INDEX memberships_of_a_person ON memberships (person, space);

CREATE TABLE instance_roles (
    person uuid NOT NULL REFERENCES people (id),
    role text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (person, role)
);
