-- What of a collection is still being prepared after its declaration changed. A part without a row is ready; `place` is the
-- last document that was filled in.

CREATE TABLE collection_parts (
    collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('adding', 'backfilling', 'indexing', 'ready')),
    place BLOB,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (collection, part)
) STRICT;
