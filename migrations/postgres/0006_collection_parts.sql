-- What of a collection is still being prepared after its declaration changed. A part without a row is ready; `place` is the
-- last document that was filled in.

CREATE TABLE collection_parts (
    collection bigint NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    part text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('adding', 'backfilling', 'indexing', 'ready')),
    place uuid,
    changed_at bigint NOT NULL,
    PRIMARY KEY (collection, part)
);
