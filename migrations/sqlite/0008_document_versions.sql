-- What documents said before they were changed. A collection is known by its plugin and name here, for its tables may be
-- swapped. `changed_at` and `changed_by` are of the change that made this version.

CREATE TABLE document_versions (
    plugin TEXT NOT NULL,
    collection TEXT NOT NULL,
    document BLOB NOT NULL CHECK (length(document) = 16),
    version INTEGER NOT NULL,
    data TEXT NOT NULL,
    visibility INTEGER NOT NULL,
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    changed_at INTEGER NOT NULL,
    changed_by BLOB,
    PRIMARY KEY (document, collection, plugin, version)
) STRICT;
