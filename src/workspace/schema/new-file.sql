-- What a new file has otherwise than one of version 1 that was brought up to date: no index on the keys. Keys are unique because
-- only imports write them, out of a table of all keys in memory; key_block finds them. An index would double the time of loading
-- users. (Files of version 1 keep theirs, which does no harm.)
DROP TABLE user;
CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,                   -- the company's own id; unique
    listed INTEGER NOT NULL DEFAULT 0    -- 1: came with a users file; 0: only known from events
) STRICT;

DROP TABLE item;
CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    listed INTEGER NOT NULL DEFAULT 0
) STRICT;
