-- Version 1 of the workspace: what the first segscope wrote. Never changed any more: version-2.sql goes on from it.
-- Instants are UTC seconds, money is in the source's currency, shares are 0..1.

CREATE TABLE workspace (
    created_at INTEGER NOT NULL,
    program_version TEXT NOT NULL
) STRICT;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    checksum TEXT NOT NULL,              -- SHA-256 of the file's bytes
    role TEXT NOT NULL,                  -- users, items, events, purchases, ratings, reviews
    mapping TEXT NOT NULL,               -- JSON: column -> field or attribute
    encoding TEXT NOT NULL,
    delimiter TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_loaded INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    rows_repeated INTEGER NOT NULL,      -- loaded rows equal in every column to an earlier row of the file
    imported_at INTEGER NOT NULL,
    program_version TEXT NOT NULL
) STRICT;

CREATE TABLE reject (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,               -- line of the file on which the row begins, counted from 1
    column_name TEXT,                    -- the column at fault, NULL when it is the whole row
    reason TEXT NOT NULL,
    raw TEXT NOT NULL                    -- the row as it was read
) STRICT;
CREATE INDEX reject_source ON reject (source_id);

CREATE TABLE attribute (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL CHECK (entity IN ('user', 'item')),
    name TEXT NOT NULL,                  -- column of the table user or item
    label TEXT NOT NULL,                 -- header in the file
    field TEXT,                          -- meaning to the program: registered, consent, email, title, category, ...
    type TEXT NOT NULL CHECK (type IN ('text', 'category', 'number', 'date', 'boolean')),
    missing INTEGER NOT NULL DEFAULT 0,
    UNIQUE (entity, name)
) STRICT;

-- user and item get one more typed column for each attribute when it first arrives.
CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,            -- the company's own id
    listed INTEGER NOT NULL DEFAULT 0    -- 1: came with a users file; 0: only known from events
) STRICT;

CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    listed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE event_kind (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE            -- purchase, refund, rating, review, view, play, ... as the files say
) STRICT;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user (id),
    item_id INTEGER REFERENCES item (id),
    kind_id INTEGER NOT NULL REFERENCES event_kind (id),
    at INTEGER,                          -- NULL when the file has no time
    amount REAL,                         -- money of the whole line; negative for refunds
    quantity REAL,
    rating REAL,
    seconds REAL,                        -- of learning, playing, reading
    order_key TEXT,                      -- order or invoice the line belongs to
    source_id INTEGER NOT NULL REFERENCES source (id)
) STRICT;
CREATE INDEX event_user ON event (user_id, at);
CREATE INDEX event_item ON event (item_id) WHERE item_id IS NOT NULL;

CREATE TABLE review (
    event_id INTEGER PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
    text TEXT NOT NULL                   -- review, comment or search words of the event
) STRICT;

CREATE TABLE feature_set (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    as_of INTEGER NOT NULL,              -- nothing after this instant is counted
    selection TEXT NOT NULL,             -- JSON: [{"feature": name, "scaling": name}, ...]
    n_users INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    program_version TEXT NOT NULL,
    fingerprint TEXT NOT NULL,           -- of the data and as_of it was computed from
    as_of_given INTEGER NOT NULL DEFAULT 0 -- 1: as_of was named by a person; 0: it follows the last event
) STRICT;

-- The computed features of a set: what each column of its table feature_set_N means.
CREATE TABLE feature (
    feature_set_id INTEGER NOT NULL REFERENCES feature_set (id) ON DELETE CASCADE,
    name TEXT NOT NULL,                  -- column of the table feature_set_N
    label TEXT NOT NULL,
    meaning TEXT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (feature_set_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE segmentation (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT '',
    feature_set_id INTEGER NOT NULL REFERENCES feature_set (id),
    selection TEXT NOT NULL,             -- the selection of the feature set at that time
    algorithm TEXT NOT NULL,
    options TEXT NOT NULL,               -- JSON: k, restarts, ...
    seed INTEGER NOT NULL,
    n_users INTEGER NOT NULL,
    inertia REAL,
    silhouette REAL,
    created_at INTEGER NOT NULL,
    program_version TEXT NOT NULL,
    fingerprint TEXT NOT NULL,           -- of the matrix it was computed from
    set_fingerprint TEXT NOT NULL DEFAULT '' -- of the feature set at that time: another one now means stale
) STRICT;

CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,           -- 1 = largest when it was made
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    colour INTEGER NOT NULL,             -- 1..8, a colour of the theme
    size INTEGER NOT NULL,
    centroid TEXT NOT NULL,              -- JSON: values in the scaled feature space
    UNIQUE (segmentation_id, position),
    UNIQUE (segmentation_id, name)
) STRICT;

CREATE TABLE membership (
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
    distance REAL NOT NULL,              -- to the centroid, in scaled units
    silhouette REAL,                     -- -1..1, NULL when it was not computed for this user
    PRIMARY KEY (segmentation_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_segment ON membership (segment_id);

CREATE TABLE campaign (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('draft', 'exported')),
    segmentation_id INTEGER REFERENCES segmentation (id),
    options TEXT NOT NULL,               -- JSON: segments, filter, consent, control share, recommendations
    funnel TEXT NOT NULL,                -- JSON: [{"label": ..., "count": ...}, ...]
    seed INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    exported_at INTEGER,
    program_version TEXT NOT NULL,
    fingerprint TEXT NOT NULL
) STRICT;

CREATE TABLE campaign_member (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER REFERENCES segment (id) ON DELETE SET NULL,
    arm TEXT NOT NULL CHECK (arm IN ('send', 'control')),
    PRIMARY KEY (campaign_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_item (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    position INTEGER NOT NULL,           -- 1 = the best
    item_id INTEGER NOT NULL REFERENCES item (id),
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (campaign_id, user_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,                   -- login name
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT,                         -- JSON
    program_version TEXT NOT NULL
) STRICT;

-- For people who open the file with other tools: events with their names.
CREATE VIEW event_named AS
SELECT event.id, user.key AS user, item.key AS item, event_kind.name AS kind,
       datetime (event.at, 'unixepoch') AS at, amount, quantity, rating, seconds, order_key, review.text AS text
FROM event
JOIN user ON user.id = event.user_id
LEFT JOIN item ON item.id = event.item_id
JOIN event_kind ON event_kind.id = event.kind_id
LEFT JOIN review ON review.event_id = event.id;
