-- Version 2 of the workspace, from version 1: import at full size, deltas, cleaning. Never changed any more: version-3.sql goes on
-- from it. Instants are UTC seconds, money is in the source's currency, shares are 0..1.

-- What a person decided for this workspace: words for missing values, how refunds are treated, ...
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How columns were understood, by the fingerprint of the header they stood under: offered again for the next such file.
CREATE TABLE mapping (
    header_fingerprint TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    mapping TEXT NOT NULL,               -- JSON, as source.mapping
    path TEXT NOT NULL,                  -- the file it was last used for
    saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE source ADD COLUMN first_at INTEGER;                          -- of its events
ALTER TABLE source ADD COLUMN last_at INTEGER;
ALTER TABLE source ADD COLUMN rows_known INTEGER NOT NULL DEFAULT 0;     -- events that an earlier file had brought: not added again
ALTER TABLE source ADD COLUMN delta TEXT NOT NULL DEFAULT '{}';          -- JSON: new, changed, unchanged, vanished users and items

ALTER TABLE reject ADD COLUMN bytes BLOB;                                -- the row's bytes in the file, NULL when raw has the same
ALTER TABLE reject ADD COLUMN corrected_by INTEGER REFERENCES source (id); -- the load that brought the row in after all

-- What the policy for orders makes of each kind. money: the amounts of such events are the workspace's money. purchase: such an
-- event is an order that stands: it counts as one, and its item as taken. The kinds that the program itself gives to orders:
-- purchase; refund, cancellation (entries of their own that take money off); refunded, cancelled (orders that their state says
-- were given back, or never paid); given back (purchases that refunds or cancellations took back in full); test order.
ALTER TABLE event_kind ADD COLUMN money INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event_kind ADD COLUMN purchase INTEGER NOT NULL DEFAULT 0;
UPDATE event_kind SET money = name IN ('purchase', 'refund'), purchase = name = 'purchase';
CREATE TRIGGER event_kind_money AFTER INSERT ON event_kind WHEN new.name IN ('purchase', 'refund', 'cancellation', 'given back')
BEGIN
    UPDATE event_kind SET money = 1, purchase = new.name = 'purchase' WHERE id = new.id;
END;

-- Purchases that refunds or cancellations took back in full (their kind is now: given back), and when that was.
CREATE TABLE given_back (
    event_id INTEGER PRIMARY KEY,
    at INTEGER                           -- of the last entry that took of it; NULL: unknown
) STRICT;

-- Values of users and items that a later file replaced.
CREATE TABLE attribute_change (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL CHECK (entity IN ('user', 'item')),
    entity_id INTEGER NOT NULL,
    name TEXT NOT NULL,                  -- column of the table user or item
    value ANY,                           -- what stood there before
    source_id INTEGER NOT NULL REFERENCES source (id) -- the file that replaced it
) STRICT;
CREATE INDEX attribute_change_entity ON attribute_change (entity_id, entity);

-- The cleaning recipe: steps in order. Undoing one restores what it changed from the tables below.
CREATE TABLE cleaning_step (
    id INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,           -- from 1
    kind TEXT NOT NULL,                  -- drop, fill, recode, merge, ...
    options TEXT NOT NULL,               -- JSON
    note TEXT NOT NULL DEFAULT '',
    enabled INTEGER NOT NULL DEFAULT 1,
    effect TEXT NOT NULL DEFAULT '{}',   -- JSON: what it changed when it last ran
    created_at INTEGER NOT NULL
) STRICT;

-- What steps did to attributes.
ALTER TABLE attribute ADD COLUMN made_by INTEGER REFERENCES cleaning_step (id);   -- the step that added it; NULL: it was imported
ALTER TABLE attribute ADD COLUMN hidden_by INTEGER REFERENCES cleaning_step (id); -- the step that dropped it; the column is still there
ALTER TABLE attribute ADD COLUMN imported_name TEXT; -- when a step read its values anew: the column with the imported ones
ALTER TABLE attribute ADD COLUMN imported_type TEXT; -- and their type; NULL: the type is the imported one

-- The imported value of each cell that a step changed.
CREATE TABLE original_value (
    entity TEXT NOT NULL CHECK (entity IN ('user', 'item')),
    name TEXT NOT NULL,                  -- column of the table user or item
    entity_id INTEGER NOT NULL,
    value ANY,
    PRIMARY KEY (entity, name, entity_id)
) STRICT, WITHOUT ROWID;

-- Users that a step leaves out of everything (test accounts, rows that were filtered), and those merged into another.
CREATE TABLE excluded_user (
    user_id INTEGER PRIMARY KEY REFERENCES user (id),
    step_id INTEGER NOT NULL REFERENCES cleaning_step (id),
    merged_into INTEGER REFERENCES user (id)
) STRICT;

CREATE TABLE excluded_item (
    item_id INTEGER PRIMARY KEY REFERENCES item (id),
    step_id INTEGER NOT NULL REFERENCES cleaning_step (id)
) STRICT;

-- Events that a step or the policy for orders took out, as they were imported.
CREATE TABLE event_set_aside (
    id INTEGER PRIMARY KEY,              -- the same as it had in event
    user_id INTEGER NOT NULL,
    item_id INTEGER,
    kind_id INTEGER NOT NULL,
    at INTEGER,
    amount REAL,
    quantity REAL,
    rating REAL,
    seconds REAL,
    order_key TEXT,
    source_id INTEGER NOT NULL REFERENCES source (id),
    step_id INTEGER REFERENCES cleaning_step (id), -- NULL: by the policy for orders
    text TEXT,                           -- of its review
    replaced_by INTEGER                  -- the event that stands for it now (of a merged user), NULL: none
) STRICT;

-- What became of a campaign: one row for each thing a contacted user did or got.
CREATE TABLE result (
    id INTEGER PRIMARY KEY,
    campaign TEXT NOT NULL DEFAULT '',   -- as the file names it
    campaign_id INTEGER REFERENCES campaign (id) ON DELETE SET NULL,
    user_id INTEGER NOT NULL REFERENCES user (id),
    variant TEXT,                        -- what the user got: A, B, control, ...
    outcome TEXT NOT NULL,               -- sent, delivered, opened, clicked, converted, unsubscribed, bounced, ...
    at INTEGER,
    amount REAL,
    source_id INTEGER NOT NULL REFERENCES source (id)
) STRICT;
CREATE INDEX result_user ON result (user_id);

-- Work that began and has not ended: when the program finds one whose process is gone, it says what was lost.
CREATE TABLE unfinished (
    id INTEGER PRIMARY KEY,
    what TEXT NOT NULL,                  -- "import of events.csv"
    started_at INTEGER NOT NULL,
    process INTEGER NOT NULL,
    process_mark TEXT NOT NULL,          -- when the system and the process started: tells it from a later one with its number
    host TEXT NOT NULL
) STRICT;

-- Where the events of a user are. Events lie sorted by (user_id, at) within each part of a load; a row here is up to 512 of them
-- in a row. Ids of events are never used again, and an event's user_id never changes. Events that are gone leave their block as
-- it is: it may name more users and ids than there are, never fewer.
CREATE TABLE event_block (
    first_event_id INTEGER PRIMARY KEY,
    last_event_id INTEGER NOT NULL,
    first_user_id INTEGER NOT NULL,      -- smallest and largest
    last_user_id INTEGER NOT NULL
) STRICT;

-- Where the key of a user or item is: 256 of them in the order of their keys (by bytes), for each load.
CREATE TABLE key_block (
    entity TEXT NOT NULL CHECK (entity IN ('user', 'item')),
    first_key TEXT NOT NULL,
    last_key TEXT NOT NULL,
    ids TEXT NOT NULL                    -- JSON: [user.id, ...]
) STRICT;

-- The events of version 1 are laid out in that order.
DROP INDEX event_user;
DROP INDEX event_item;
CREATE TABLE event_sorted (
    id INTEGER PRIMARY KEY, old_id INTEGER, user_id INTEGER, item_id INTEGER, kind_id INTEGER, at INTEGER, amount REAL, quantity REAL,
    rating REAL, seconds REAL, order_key TEXT, source_id INTEGER
) STRICT;
INSERT INTO event_sorted SELECT NULL, * FROM event ORDER BY user_id, at, id;
CREATE TABLE review_sorted (id INTEGER PRIMARY KEY, text TEXT) STRICT;
INSERT INTO review_sorted SELECT event_sorted.id, text FROM event_sorted JOIN review ON event_id = old_id;
DELETE FROM review;
DELETE FROM event;
INSERT INTO event SELECT id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id FROM event_sorted;
INSERT INTO review SELECT * FROM review_sorted;
DROP TABLE review_sorted;
DROP TABLE event_sorted;
INSERT INTO event_block SELECT min (id), max (id), min (user_id), max (user_id) FROM event GROUP BY id / 512;
INSERT INTO key_block SELECT 'user', min (key), max (key), json_group_array (id)
FROM (SELECT id, key, (row_number () OVER (ORDER BY key) - 1) / 256 AS block FROM user) GROUP BY block;
INSERT INTO key_block SELECT 'item', min (key), max (key), json_group_array (id)
FROM (SELECT id, key, (row_number () OVER (ORDER BY key) - 1) / 256 AS block FROM item) GROUP BY block;

-- Who was in a file of users or items: the next one like it can say who is gone.
CREATE TABLE source_listing (
    source_id INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    ids BLOB NOT NULL                    -- bit n (of byte n / 8, lowest first) is 1 when the file names the user or item with id n
) STRICT;

-- The last quality report, so that it is there at once: one row, or none.
CREATE TABLE quality_report (
    fingerprint TEXT NOT NULL,           -- of the data it is about: another one now means stale
    made_at INTEGER NOT NULL,
    program_version TEXT NOT NULL,       -- another one: made anew
    report TEXT NOT NULL                 -- JSON
) STRICT;
