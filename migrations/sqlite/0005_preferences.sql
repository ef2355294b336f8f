-- What each person likes to have: their language, how they count distances, where their clock stands. What is NULL is left to
-- their browser and to the language; who has no row has said nothing.

CREATE TABLE preferences (
    person BLOB NOT NULL PRIMARY KEY REFERENCES people (id),
    language TEXT,
    distances TEXT CHECK (distances IN ('km', 'mi')),
    zone TEXT
) STRICT, WITHOUT ROWID;
