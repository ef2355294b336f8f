-- What documents said before they were changed. A collection is known by its plugin and name here, for its tables may be
-- swapped. `changed_at` and `changed_by` are of the change that made this version.

CREATE TABLE document_versions (
    plugin text COLLATE "C" NOT NULL,
    collection text COLLATE "C" NOT NULL,
    document uuid NOT NULL,
    version bigint NOT NULL,
    data text NOT NULL,
    visibility bigint NOT NULL,
    is_deleted bigint NOT NULL CHECK (is_deleted IN (0, 1)),
    changed_at bigint NOT NULL,
    changed_by uuid,
    PRIMARY KEY (document, collection, plugin, version)
);
