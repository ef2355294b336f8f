-- What each person likes to have: their language, how they count distances, where their clock stands. What is NULL is left to
-- their browser and to the language; who has no row has said nothing.

CREATE TABLE preferences (
    person uuid NOT NULL PRIMARY KEY REFERENCES people (id),
    language text COLLATE "C",
    distances text COLLATE "C" CHECK (distances IN ('km', 'mi')),
    zone text COLLATE "C"
);
