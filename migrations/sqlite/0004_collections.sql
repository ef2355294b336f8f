-- Which collections plugins have declared. A collection's own tables are named after its number, which is never given
-- out twice.

CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    plugin TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    definition TEXT NOT NULL CHECK (json_valid(definition)),
    schema TEXT NOT NULL CHECK (json_valid(schema)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (plugin, name)
) STRICT;
