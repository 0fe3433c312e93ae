-- Version 3 of the workspace, from version 2: features and clustering at full size. segscope-workspace(5) describes the whole.
-- Instants are UTC seconds, money is in the source's currency, shares are 0..1.

-- What a set was computed from: after new events only the users touched are computed again, where it says enough.
ALTER TABLE feature_set ADD COLUMN basis TEXT NOT NULL DEFAULT '{}'; -- JSON
-- 1: users who are in no users file count too; 0: where a users file was imported, only those it lists.
ALTER TABLE feature_set ADD COLUMN everyone INTEGER NOT NULL DEFAULT 0;

-- Features that people define: an expression over others, or a figure of what users did.
CREATE TABLE own_feature (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE, -- the column of feature_set_N too
    label TEXT NOT NULL,                 -- '': made of the name
    meaning TEXT NOT NULL,               -- '': made of the definition
    unit TEXT,                           -- NULL: that of what is measured
    scaling TEXT NOT NULL,               -- the usual one: none, z-score, min-max, ...
    fill TEXT NOT NULL,                  -- what stands for a missing value: median, maximum, zero
    expression TEXT,                     -- over features and users' attributes; NULL: what follows says it
    measure TEXT,                        -- count, sum, mean, min, max, last, distinct
    measured TEXT,                       -- of events: amount, rating, item, ..., an attribute of items; NULL: of count
    event_kind TEXT,                     -- name of a kind; NULL: all kinds
    filter TEXT,                         -- condition on events and their items; NULL: all
    last_days INTEGER,                   -- the days before as_of that count; NULL: not limited so
    first_day INTEGER,                   -- events from this day on, as UTC midnight; NULL: not limited so
    last_day INTEGER,                    -- events up to the end of this day, as UTC midnight; NULL: not limited so
    changed_at INTEGER NOT NULL
) STRICT;

-- What own features (and components, see reduction) were computed by, as a digest: another definition now means that they must be computed again.
ALTER TABLE feature ADD COLUMN definition TEXT NOT NULL DEFAULT '';        -- '': not one's own
ALTER TABLE segmentation ADD COLUMN definitions TEXT NOT NULL DEFAULT ''; -- of the own features and components in its selection
-- The RFM grid as it was last set up: one row, or none. Users have scores by it wherever they are listed.
CREATE TABLE rfm_grid (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    definition TEXT NOT NULL,            -- JSON: features, cut points and bins of the axes, names of the groups of cells
    kept_at INTEGER NOT NULL
) STRICT;

-- Segments that are no clusters (cells of an RFM grid) have no centre, and their users no distance to it.
CREATE TABLE membership_before AS SELECT * FROM membership;
DROP TABLE membership;
CREATE TABLE membership (
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
    distance REAL,                       -- to the centroid, in scaled units; NULL: the segment has none
    silhouette REAL,                     -- -1..1, NULL when it was not computed for this user
    PRIMARY KEY (segmentation_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO membership SELECT * FROM membership_before;
DROP TABLE membership_before;
CREATE INDEX membership_segment ON membership (segment_id);

-- The computed values of feature sets, packed: a block is up to 4096 users. Sets of version 2 have a table feature_set_N instead,
-- until they are computed again.
ALTER TABLE feature ADD COLUMN position INTEGER NOT NULL DEFAULT 0; -- its place in feature_block, from 1; 0: a column of feature_set_N
CREATE TABLE feature_block (
    id INTEGER PRIMARY KEY,
    feature_set_id INTEGER NOT NULL REFERENCES feature_set (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,               -- 0: all users; 1, 2, ...: those computed again after new events; the highest that has a user counts
    number INTEGER NOT NULL,             -- of the block in its part, from 0
    position INTEGER NOT NULL,           -- 0: ids of the users (8 bytes each, lowest byte first, ascending), else feature.position
    n_users INTEGER NOT NULL,
    bytes BLOB NOT NULL                  -- the values; segscope-workspace(5) says how they are packed
) STRICT;
CREATE UNIQUE INDEX feature_block_place ON feature_block (feature_set_id, part, number, position);

-- Which purchases were given back when the set was computed: where that changes, their users are computed again.
CREATE TABLE feature_given_back (
    feature_set_id INTEGER PRIMARY KEY REFERENCES feature_set (id) ON DELETE CASCADE,
    bytes BLOB NOT NULL                  -- of given_back; segscope-workspace(5) says how they are packed
) STRICT;

-- What the events of each kind have, for the data as they are: one row, or none.
CREATE TABLE event_facts (
    state TEXT NOT NULL,                 -- fingerprint of the data and the highest id of an event
    facts TEXT NOT NULL                  -- JSON: [time of the last, [event_kind.id, number of events, what they have], ...]
) STRICT;

-- Outlying users whom a person has looked at and keeps.
CREATE TABLE outlying_kept (
    user_id INTEGER PRIMARY KEY REFERENCES user (id),
    kept_at INTEGER NOT NULL
) STRICT;

-- What was fitted to the users that a segmentation was made of (fills, codes, scalings): new users get the same treatment.
ALTER TABLE segmentation ADD COLUMN transforms TEXT NOT NULL DEFAULT ''; -- JSON, by feature; '': not kept

-- Components and discriminants that are kept as features NAME1, NAME2, ...: how anyone's values become scores.
CREATE TABLE reduction (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    method TEXT NOT NULL CHECK (method IN ('pca', 'lda')),
    fitted_on TEXT NOT NULL,             -- the feature set, or of discriminants the segmentation, by its name then
    n_users INTEGER NOT NULL,            -- it was fitted on
    n_components INTEGER NOT NULL,
    transforms TEXT NOT NULL,            -- JSON, by feature, as segmentation.transforms
    means TEXT NOT NULL,                 -- JSON: of each column after its treatment
    directions TEXT NOT NULL,            -- JSON: for each column, the weight in each component; score = (value - mean) * weight, summed
    shares TEXT NOT NULL,                -- JSON: of the variance, by component
    kept_at INTEGER NOT NULL
) STRICT;

-- What any clustering algorithm leaves besides its segments.
ALTER TABLE segmentation ADD COLUMN rule BLOB; -- how new users are assigned; NULL: to the nearest centroid
ALTER TABLE segment ADD COLUMN noise INTEGER NOT NULL DEFAULT 0; -- 1: those who fit no segment
-- Segments that overlap: shares of at least 1 % that users have in them.
CREATE TABLE membership_share (
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
    share REAL NOT NULL,                 -- 0..1
    PRIMARY KEY (segmentation_id, user_id, segment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_share_segment ON membership_share (segment_id);

-- Conditions under a name.
CREATE TABLE rule (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    description TEXT NOT NULL,
    condition TEXT NOT NULL,             -- as typed
    frozen_at INTEGER,                   -- NULL: whoever meets it now; else those in rule_member, who met it then
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE rule_member (
    rule_id INTEGER NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    PRIMARY KEY (rule_id, user_id)
) STRICT, WITHOUT ROWID;

-- Runs: what was tried to find segments, with what came out, to compare. Nothing else depends on them.
CREATE TABLE run_users (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,         -- of ids
    n_users INTEGER NOT NULL,
    ids BLOB NOT NULL                    -- user.id ascending, each as its distance from the one before in groups of 7 bits, lowest first
) STRICT;
CREATE TABLE cluster_run (
    id INTEGER PRIMARY KEY,
    trial INTEGER NOT NULL,              -- runs that were made together share it: the id of the first
    feature_set_id INTEGER NOT NULL,     -- may be gone by now
    feature_set TEXT NOT NULL,           -- its name then
    set_fingerprint TEXT NOT NULL,       -- of the feature set then
    selection TEXT NOT NULL,             -- JSON, as feature_set.selection
    fingerprint TEXT NOT NULL,           -- of the matrix
    algorithm TEXT NOT NULL,
    options TEXT NOT NULL,               -- JSON: its parameters, by name, as text
    seed INTEGER NOT NULL,
    k INTEGER NOT NULL,                  -- groups; users who fit none are one
    n_users INTEGER NOT NULL,
    smallest INTEGER NOT NULL,           -- users in the smallest group
    inertia REAL,
    silhouette REAL,
    silhouette_error REAL,               -- standard error, 0 where it is exact
    calinski_harabasz REAL,
    davies_bouldin REAL,
    gap REAL,                            -- this and the following NULL: not measured
    gap_error REAL,
    bic REAL,
    bic_shape TEXT,
    stability REAL,                      -- lowest mean Jaccard index of its segments over resamples
    returned REAL,                       -- share of the resamples in which all segments came back
    recommended INTEGER NOT NULL,        -- 1: of its trial this was recommended
    reason TEXT NOT NULL,                -- in words; '' where recommended is 0
    seconds REAL NOT NULL,
    created_at INTEGER NOT NULL,
    program_version TEXT NOT NULL,
    users_id INTEGER NOT NULL REFERENCES run_users (id),
    labels BLOB NOT NULL                 -- a group from 0 for each of run_users: 1 byte where k is up to 256, 2 up to 65536, else 4, lowest first
) STRICT;

-- A copy of events in packed columns, for reading all of them fast: a pack is up to 65,536 events in the order of their ids. The rows
-- are the truth: where one changes or goes, its pack goes too, whoever changes it; packs are made again when features are computed.
CREATE TABLE event_pack (
    first_event_id INTEGER PRIMARY KEY,  -- it stands for all events from here
    last_event_id INTEGER NOT NULL,      -- to here
    n_events INTEGER NOT NULL,
    first_user_id INTEGER NOT NULL,      -- the lowest and highest of its events
    last_user_id INTEGER NOT NULL
) STRICT;
CREATE TABLE event_column (
    id INTEGER PRIMARY KEY,
    first_event_id INTEGER NOT NULL,     -- of the pack; one without is of no meaning
    position INTEGER NOT NULL,           -- 0: id (only where some are not there), 1: user_id, 2: kind_id, 3: at, 4: item_id, 5: order_key as a hash, 6: amount, 7: quantity, 8: rating, 9: seconds
    bytes BLOB NOT NULL                  -- the figures; segscope-workspace(5) says how they are packed
) STRICT;
CREATE UNIQUE INDEX event_column_place ON event_column (first_event_id, position);

CREATE TRIGGER event_changed AFTER UPDATE OF id, user_id, item_id, at, amount, quantity, rating, seconds, order_key ON event
BEGIN
    DELETE FROM event_pack WHERE last_event_id >= old.id
        AND first_event_id = (SELECT max (first_event_id) FROM event_pack WHERE first_event_id <= old.id);
    DELETE FROM event_pack WHERE last_event_id >= new.id
        AND first_event_id = (SELECT max (first_event_id) FROM event_pack WHERE first_event_id <= new.id);
END;
-- Kinds change by the thousand where refunds are netted: the other columns stay.
CREATE TRIGGER event_kind_changed AFTER UPDATE OF kind_id ON event WHEN new.kind_id IS NOT old.kind_id
BEGIN
    DELETE FROM event_column WHERE position = 2
        AND first_event_id = (SELECT max (first_event_id) FROM event_pack WHERE first_event_id <= old.id);
END;
CREATE TRIGGER event_gone AFTER DELETE ON event
BEGIN
    DELETE FROM event_pack WHERE last_event_id >= old.id
        AND first_event_id = (SELECT max (first_event_id) FROM event_pack WHERE first_event_id <= old.id);
END;
-- Events that are put back get the ids they had. (A trigger on INSERT would double the time of loading.)
CREATE TRIGGER event_back AFTER DELETE ON event_set_aside
BEGIN
    DELETE FROM event_pack WHERE last_event_id >= old.id
        AND first_event_id = (SELECT max (first_event_id) FROM event_pack WHERE first_event_id <= old.id);
END;
CREATE TRIGGER event_pack_gone AFTER DELETE ON event_pack
BEGIN
    DELETE FROM event_column WHERE first_event_id = old.first_event_id;
END;

-- The events that a feature set was computed from, side by side by user in order of time: after new events those of the users touched are
-- read from here. At most one set has such a copy, the last that was computed as a whole. The rows are the truth here too.
CREATE TABLE event_copy (
    feature_set_id INTEGER PRIMARY KEY REFERENCES feature_set (id) ON DELETE CASCADE,
    as_of INTEGER NOT NULL,              -- later events are not in it,
    last_event_id INTEGER NOT NULL,      -- nor are those with higher ids
    n_users INTEGER NOT NULL,
    n_events INTEGER NOT NULL,
    columns INTEGER NOT NULL,            -- bits: which positions from 0 to 9 there are
    given_back BLOB NOT NULL             -- feature_given_back.bytes, then
) STRICT;
CREATE TABLE event_copy_column (
    id INTEGER PRIMARY KEY,
    feature_set_id INTEGER NOT NULL REFERENCES event_copy (feature_set_id) ON DELETE CASCADE,
    number INTEGER NOT NULL,             -- of 65,536 events, or users, from 0
    position INTEGER NOT NULL,           -- 0: characters of the text; 2 to 9 as event_column.position; 10: user_id; 11: how many events the user has
    bytes BLOB NOT NULL                  -- as event_column.bytes
) STRICT;
CREATE UNIQUE INDEX event_copy_column_place ON event_copy_column (feature_set_id, number, position);

CREATE TRIGGER event_copy_gone AFTER DELETE ON event_copy
BEGIN
    DELETE FROM event_copy_column WHERE feature_set_id = old.feature_set_id;
END;
CREATE TRIGGER event_copy_event_changed AFTER UPDATE OF id, user_id, item_id, at, amount, quantity, rating, seconds, order_key ON event
BEGIN
    DELETE FROM event_copy WHERE last_event_id >= min (old.id, new.id);
END;
-- That a purchase is given back, or no more, is found by given_back.
CREATE TRIGGER event_copy_kind_changed AFTER UPDATE OF kind_id ON event WHEN new.kind_id IS NOT old.kind_id
BEGIN
    DELETE FROM event_copy WHERE last_event_id >= old.id AND 2 <> (SELECT count(*) FROM event_kind
        WHERE id IN (old.kind_id, new.kind_id) AND name IN ('purchase', 'given back'));
END;
CREATE TRIGGER event_copy_event_gone AFTER DELETE ON event
BEGIN
    DELETE FROM event_copy WHERE last_event_id >= old.id;
END;
CREATE TRIGGER event_copy_event_back AFTER DELETE ON event_set_aside
BEGIN
    DELETE FROM event_copy WHERE last_event_id >= old.id;
END;
-- (New texts of old events are found by their number.)
CREATE TRIGGER event_copy_text_changed AFTER UPDATE OF event_id, text ON review
BEGIN
    DELETE FROM event_copy WHERE last_event_id >= min (old.event_id, new.event_id);
END;
CREATE TRIGGER event_copy_text_gone AFTER DELETE ON review
BEGIN
    DELETE FROM event_copy WHERE last_event_id >= old.event_id;
END;

-- Trees of hierarchical clusterings: a kept one is looked at and cut elsewhere without clustering anew.
ALTER TABLE segmentation ADD COLUMN tree BLOB; -- the merges; segscope-workspace(5) says how; NULL: not a tree
ALTER TABLE membership ADD COLUMN leaf INTEGER; -- the user's leaf in the tree, from 0; NULL: no tree, or the user came later

-- What segments are like, as last computed: their pages open from here while `inputs` names what they would be computed from now.
-- Nothing else depends on these rows.
CREATE TABLE segment_profile (
    segment_id INTEGER PRIMARY KEY REFERENCES segment (id) ON DELETE CASCADE,
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    inputs TEXT NOT NULL,                -- data, feature set, sizes of all segments, language, form of the page
    profile TEXT NOT NULL,               -- JSON
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX segment_profile_segmentation ON segment_profile (segmentation_id);
-- Who moves or goes is not seen in the sizes. (New members are; a trigger on INSERT would slow down keeping a segmentation.)
CREATE TRIGGER membership_moved AFTER UPDATE OF segment_id ON membership
BEGIN
    DELETE FROM segment_profile WHERE segmentation_id = old.segmentation_id;
END;
CREATE TRIGGER membership_gone AFTER DELETE ON membership
BEGIN
    DELETE FROM segment_profile WHERE segmentation_id = old.segmentation_id;
END;

-- Whether a segment comes back in resamples, as last tested.
CREATE TABLE segment_stability (
    segment_id INTEGER PRIMARY KEY REFERENCES segment (id) ON DELETE CASCADE,
    jaccard REAL NOT NULL,               -- mean index of it with the group of a resample most like it, 0..1
    resamples INTEGER NOT NULL,
    n_users INTEGER NOT NULL,            -- of the segmentation then
    tested_at INTEGER NOT NULL
) STRICT;

-- What a person wrote on the card of a segment in place of what is proposed there.
CREATE TABLE persona_text (
    segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
    part TEXT NOT NULL,                  -- name, name_zh, story, fact:FEATURE, keywords, play, action, offer, channel
    text TEXT NOT NULL,                  -- of a fact '': it is not told
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (segment_id, part)
) STRICT, WITHOUT ROWID;

-- The playbook: what to do for which kind of segment; the first play that applies is suggested. Without any row it is as built in.
CREATE TABLE play (
    id INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,           -- from 1
    built_in TEXT UNIQUE,                -- which of the program's own it is; NULL: a person's
    name TEXT,                           -- this and the following NULL: as built in, in the language of the program
    condition TEXT,                      -- "recency index < 70 and frequency index > 150"
    action TEXT,
    offer TEXT,
    channel TEXT,
    enabled INTEGER NOT NULL DEFAULT 1,
    changed_at INTEGER NOT NULL
) STRICT;

-- Segmentations over time: clustering anew makes the next version, whose groups go on as the segments they match. Segments keep their
-- ids, so campaigns and rules go on with them. A version in use has its users in membership; what it had when the next one came is below.
CREATE TABLE segmentation_version (
    id INTEGER PRIMARY KEY,
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,             -- from 1; the highest is in use
    as_of INTEGER NOT NULL,              -- of the features it was made from
    made_at INTEGER NOT NULL,
    algorithm TEXT NOT NULL,
    options TEXT NOT NULL,               -- this and the following: as in segmentation, then
    seed INTEGER NOT NULL,
    n_users INTEGER NOT NULL,
    inertia REAL,
    silhouette REAL,
    note TEXT NOT NULL DEFAULT '',
    UNIQUE (segmentation_id, number)
) STRICT;
CREATE TABLE version_segment (
    version_id INTEGER NOT NULL REFERENCES segmentation_version (id) ON DELETE CASCADE,
    segment_id INTEGER NOT NULL,         -- segment.id, which may be gone by now
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    colour INTEGER NOT NULL,
    size INTEGER NOT NULL,
    came TEXT NOT NULL DEFAULT 'new' CHECK (came IN ('new', 'same', 'split', 'kept')), -- by matching it with the version before; kept: nobody is in it
    confidence REAL,                     -- of the match, 0..1; NULL: not matched
    PRIMARY KEY (version_id, segment_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE version_member (
    version_id INTEGER NOT NULL REFERENCES segmentation_version (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER NOT NULL,         -- of version_segment
    PRIMARY KEY (version_id, user_id)
) STRICT, WITHOUT ROWID;
-- How the values lay that a version was made from, to see what has drifted.
CREATE TABLE version_feature (
    version_id INTEGER NOT NULL REFERENCES segmentation_version (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,           -- from 1
    name TEXT NOT NULL,                  -- of the column of the matrix: orders, user.city=上海
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    is_share INTEGER NOT NULL,           -- 1: values are 0 and 1
    n_users INTEGER NOT NULL,
    n_known INTEGER NOT NULL,
    mean REAL,
    points BLOB NOT NULL,                -- up to 1024 pairs (value, number of users up to it), rising: doubles, lowest byte first
    PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO segmentation_version (segmentation_id, number, as_of, made_at, algorithm, options, seed, n_users, inertia, silhouette)
    SELECT g.id, 1, s.as_of, g.created_at, g.algorithm, g.options, g.seed, g.n_users, g.inertia, g.silhouette
    FROM segmentation g JOIN feature_set s ON s.id = g.feature_set_id;
ALTER TABLE segmentation ADD COLUMN rule_segments TEXT; -- JSON: segment.id of each label that rule (or the nearest centroid) gives; NULL: by position
ALTER TABLE membership ADD COLUMN assigned_at INTEGER;  -- NULL: the segments were made of the user too; else when the user was put in

-- Users whom a person wants in a segment, or not in it, whatever the clustering says.
CREATE TABLE pin (
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('in', 'out')),
    note TEXT NOT NULL DEFAULT '',
    until INTEGER,                       -- from this instant on it no longer holds; NULL: it holds until it is taken off
    pinned_at INTEGER NOT NULL,
    PRIMARY KEY (segmentation_id, user_id, segment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pin_segment ON pin (segment_id);
-- The memberships that pins replace, one for each user with pins: they come back when the pins end.
CREATE TABLE pinned_away (
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER REFERENCES segment (id) ON DELETE SET NULL, -- NULL: the user would be in none
    distance REAL,                       -- this and the following: as in membership
    silhouette REAL,
    leaf INTEGER,
    assigned_at INTEGER,
    PRIMARY KEY (segmentation_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pinned_away_segment ON pinned_away (segment_id);
-- New users who are too far from every segment to be put into one, as they were last looked at.
CREATE TABLE fits_none (
    segmentation_id INTEGER NOT NULL REFERENCES segmentation (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER REFERENCES segment (id) ON DELETE CASCADE, -- the nearest; NULL: the algorithm takes the user into none
    distance REAL,                       -- to its centroid
    reach REAL,                          -- of its users then, which the distance exceeds
    PRIMARY KEY (segmentation_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fits_none_segment ON fits_none (segment_id);

-- Edits of segments, rules and what belongs to them, to take them back and do them again: those taken back are the last ones.
CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,                   -- login name
    action TEXT NOT NULL,                -- what was done, in English
    object TEXT NOT NULL,                -- to what
    undone INTEGER NOT NULL DEFAULT 0,   -- 1: it was taken back
    made INTEGER,                        -- the segmentation.id that it made; NULL: none
    changes BLOB,                        -- changeset of SQLite's session extension, packed by zstd: what it changed besides making that
    taken BLOB,                          -- the same for deleting what it made; NULL while that is there
    program_version TEXT NOT NULL
) STRICT;

-- Fitted recommenders, kept so that they need not be fitted again: one of each.
CREATE TABLE model (
    recommender TEXT PRIMARY KEY,        -- its name: item-to-item, als, ...
    options TEXT NOT NULL,               -- NAME=NUMBER ..., all of them
    inputs TEXT NOT NULL,                -- digest of the data, the segmentation and the weights of events it is of
    weights TEXT NOT NULL,               -- NAME=NUMBER ...: the weights of events
    n_users INTEGER NOT NULL,
    n_items INTEGER NOT NULL,
    seconds REAL NOT NULL,               -- that fitting took
    fitted_at INTEGER NOT NULL,
    updated_at INTEGER,                  -- when what people did since was last put in without fitting anew; NULL: never
    changed REAL NOT NULL DEFAULT 0,     -- the share of the users who did something since it was fitted that was put in so
    n_events INTEGER NOT NULL DEFAULT 0, -- events that name an item, of which it is
    events_since INTEGER NOT NULL DEFAULT 0, -- of them: put in without fitting anew
    program_version TEXT NOT NULL,
    basis BLOB,                          -- who had taken what when it was fitted, packed likewise; one byte: everything is counted again; NULL: it is not brought up to date but fitted anew
    bytes BLOB NOT NULL                  -- what was fitted, as that version of the program packs it
) STRICT;

-- What rules for recommendations did in the lists of campaigns. (The rules themselves are settings: "advice NAME".)
CREATE TABLE campaign_advice (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    name TEXT NOT NULL,                  -- of a rule: owned, price-most, ...; or of a total: people, items, left, offered, short, none, at limit
    value TEXT,                          -- what the rule was set to; NULL: it always holds, or a total
    count INTEGER NOT NULL,              -- items left out or put in, over all people; or the total
    PRIMARY KEY (campaign_id, name)
) STRICT, WITHOUT ROWID;

-- What campaigns offer: a catalogue that people keep.
CREATE TABLE offer (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    kind TEXT NOT NULL,                  -- coupon, discount, vip, free-trial, bundle, points, flash-sale, other
    text TEXT NOT NULL DEFAULT '',       -- what the person reads: "20 % off until Sunday"
    cost REAL NOT NULL DEFAULT 0,        -- for each person who takes it
    terms TEXT NOT NULL DEFAULT '',
    archived INTEGER NOT NULL DEFAULT 0, -- 1: not proposed any more
    changed_at INTEGER NOT NULL
) STRICT;
-- The items it is about: whoever owns all of them need not hear of it.
CREATE TABLE offer_item (
    offer_id INTEGER NOT NULL REFERENCES offer (id) ON DELETE CASCADE,
    item_id INTEGER NOT NULL REFERENCES item (id),
    PRIMARY KEY (offer_id, item_id)
) STRICT, WITHOUT ROWID;

-- Campaigns have an owner, a channel, a goal, an offer, money and dates; their lists have any number of arms.
CREATE TABLE campaign_before AS SELECT * FROM campaign;
CREATE TABLE campaign_member_before AS SELECT * FROM campaign_member;
CREATE TABLE campaign_item_before AS SELECT * FROM campaign_item;
CREATE TABLE result_before AS SELECT id, campaign_id FROM result WHERE campaign_id IS NOT NULL;
DROP TABLE campaign_item;
DROP TABLE campaign_member;
DROP TABLE campaign;
CREATE TABLE campaign (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('draft', 'exported', 'running', 'measured')),
    archived INTEGER NOT NULL DEFAULT 0, -- 1: put away; it counts as before
    segmentation_id INTEGER REFERENCES segmentation (id),
    owner TEXT NOT NULL DEFAULT '',      -- who answers for it
    channel TEXT NOT NULL DEFAULT 'email', -- email, sms, wechat, push, phone, post, ...
    goal TEXT NOT NULL DEFAULT 'purchase', -- the kind of event that counts as success
    goal_days INTEGER NOT NULL DEFAULT 14, -- and within how many days
    offer_id INTEGER REFERENCES offer (id) ON DELETE SET NULL,
    starts_on INTEGER,                   -- this and the following: UTC midnight; NULL: not set
    ends_on INTEGER,
    budget REAL,                         -- NULL: no limit
    contact_cost REAL NOT NULL DEFAULT 0, -- of reaching one person
    notes TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL,               -- JSON: whom, arms, messages, what is not asked for; segscope-workspace(5)
    funnel TEXT NOT NULL,                -- JSON: [{"label": ..., "count": ...}, ...]
    seed INTEGER NOT NULL,
    draws INTEGER NOT NULL DEFAULT 1,    -- how often the arms were drawn; the audit log has each
    created_at INTEGER NOT NULL,
    exported_at INTEGER,
    program_version TEXT NOT NULL,
    fingerprint TEXT NOT NULL
) STRICT;
CREATE TABLE campaign_member (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    segment_id INTEGER REFERENCES segment (id) ON DELETE SET NULL,
    arm TEXT NOT NULL CHECK (arm <> ''), -- control: held back; send, or where there are several: A, B, ...
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
-- What older versions chose: going without consent, or without a control group, had no reason written down.
INSERT INTO campaign (id, name, status, segmentation_id, options, funnel, seed, created_at, exported_at, program_version, fingerprint)
    SELECT id, name, status, segmentation_id,
           json_remove (CASE WHEN json_extract (options, '$.require_consent') = 0
                             THEN json_set (options, '$.overrides', json ('{"consent":"?"}')) ELSE options END, '$.require_consent'),
           funnel, seed, created_at, exported_at, program_version, fingerprint FROM campaign_before;
INSERT INTO campaign_member SELECT * FROM campaign_member_before;
INSERT INTO campaign_item SELECT * FROM campaign_item_before;
UPDATE result SET campaign_id = (SELECT b.campaign_id FROM result_before AS b WHERE b.id = result.id) WHERE id IN (SELECT id FROM result_before);
DROP TABLE campaign_before;
DROP TABLE campaign_member_before;
DROP TABLE campaign_item_before;
DROP TABLE result_before;

-- People who are not to be written to, by their key, whether or not it was imported yet.
CREATE TABLE do_not_contact (
    key TEXT NOT NULL,
    channel TEXT NOT NULL DEFAULT '',    -- '': none at all
    reason TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    who TEXT NOT NULL,                   -- login name
    PRIMARY KEY (key, channel)
) STRICT, WITHOUT ROWID;
-- Which attributes say who may be reached by a channel, and where, as far as a person has said so.
CREATE TABLE channel (
    name TEXT PRIMARY KEY,               -- email, sms, ...
    consent TEXT,                        -- attribute of users, yes or no; NULL: the usual one, if there is one
    address TEXT                         -- attribute of users; NULL: the usual one
) STRICT, WITHOUT ROWID;

-- How good recommenders were when they were tested: what people took later was hidden, and looked for in the lists they would have got.
-- Nothing else depends on these rows.
CREATE TABLE evaluation (
    id INTEGER PRIMARY KEY,
    split TEXT NOT NULL CHECK (split IN ('time', 'last', 'random')),
    share REAL NOT NULL,                 -- of what was taken that was to be hidden
    cut_at INTEGER,                      -- what was first taken later is hidden; NULL: not by time
    seed INTEGER NOT NULL,
    n_places INTEGER NOT NULL,           -- items offered to each person
    basis TEXT NOT NULL,                 -- what taking meant: purchase, rating, event
    data TEXT NOT NULL,                  -- fingerprint
    weights TEXT NOT NULL,               -- of events
    n_learned INTEGER NOT NULL,          -- pairs of a person and an item
    n_hidden INTEGER NOT NULL,
    n_users INTEGER NOT NULL,            -- people tested
    n_new_users INTEGER NOT NULL,        -- of them: those of whom nothing was known
    n_new_items INTEGER NOT NULL,        -- hidden pairs of items that nobody knew
    n_unlisted INTEGER NOT NULL,         -- hidden pairs that are not tested: of items not on sale
    n_undated INTEGER NOT NULL,          -- pairs left out: without a time
    n_had INTEGER NOT NULL,              -- hidden pairs that are not tested: the person had the item already
    n_resamples INTEGER NOT NULL,        -- behind the intervals
    seconds REAL NOT NULL,
    budget REAL NOT NULL,                -- seconds given for trying settings; 0: none were tried
    untried TEXT NOT NULL,               -- settings there was no time for
    made_at INTEGER NOT NULL,
    program_version TEXT NOT NULL
) STRICT;
CREATE TABLE evaluation_run (
    id INTEGER PRIMARY KEY,
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,           -- from 0: tested ones, best first; those unfit for the data; settings that were tried
    recommender TEXT NOT NULL,
    options TEXT NOT NULL,               -- all of them
    tried INTEGER NOT NULL,              -- 1: to choose settings, on a split of what was learned from
    searched INTEGER NOT NULL,           -- 1: its settings were found by trying
    proposed INTEGER NOT NULL,
    unfit TEXT,                          -- why it was not tested
    seconds REAL NOT NULL
) STRICT;
CREATE INDEX evaluation_run_evaluation ON evaluation_run (evaluation_id);
CREATE TABLE evaluation_figure (
    run_id INTEGER NOT NULL REFERENCES evaluation_run (id) ON DELETE CASCADE,
    part TEXT NOT NULL,                  -- all; gain: over popularity; behind: the best one; or of a part: activity, segment, items
    position INTEGER NOT NULL,           -- of the part, from 0
    name TEXT NOT NULL,                  -- of the part
    measure TEXT NOT NULL,               -- ndcg, recall, ...; of parts also n (people or items), items, taken, shown (shares)
    value REAL NOT NULL,
    low REAL,                            -- of the 95 % interval
    high REAL,
    PRIMARY KEY (run_id, part, position, measure)
) STRICT, WITHOUT ROWID;

-- Lists that went out, with what makes pseudonyms of keys.
CREATE TABLE pseudonym_key (
    id INTEGER PRIMARY KEY,              -- the highest is in use
    key BLOB NOT NULL,                   -- 32 random bytes
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE export (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER REFERENCES campaign (id) ON DELETE SET NULL,
    campaign TEXT NOT NULL,              -- its name then
    at INTEGER NOT NULL,
    who TEXT NOT NULL,                   -- login name
    manifest TEXT,                       -- path; NULL: it went to a device or pipe
    manifest_sha256 TEXT,
    n_rows INTEGER NOT NULL,             -- people in the files
    n_contacts INTEGER NOT NULL DEFAULT 0, -- of them, to be sent to and not written to by this campaign before
    left_out TEXT NOT NULL,              -- JSON: why, how many
    pseudonym_key_id INTEGER REFERENCES pseudonym_key (id), -- NULL: keys went out
    fingerprint TEXT NOT NULL,           -- of the data then
    program_version TEXT NOT NULL
) STRICT;
CREATE INDEX export_campaign ON export (campaign_id);
CREATE TABLE export_file (
    export_id INTEGER NOT NULL REFERENCES export (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,           -- from 1
    path TEXT NOT NULL,
    part TEXT,                           -- the arm or segment it is of; NULL: all
    n_rows INTEGER NOT NULL,
    size INTEGER NOT NULL,               -- bytes
    sha256 TEXT NOT NULL,
    remainder INTEGER NOT NULL DEFAULT 0, -- 1: those left out for their addresses
    PRIMARY KEY (export_id, position)
) STRICT, WITHOUT ROWID;

-- The ledger of contacts: what became of each person to be sent to in each export. A list that went out by other ways has an export without files.
CREATE TABLE contact (
    export_id INTEGER NOT NULL REFERENCES export (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    arm TEXT NOT NULL,
    outcome TEXT NOT NULL,               -- written; or why the person was left out: withdrawn, cleaned, contacted, too often, held back, no address, same address, small group
    counts INTEGER NOT NULL,             -- 1: the first time that the campaign has written to the person, which counts as a contact
    PRIMARY KEY (export_id, user_id)
) STRICT, WITHOUT ROWID;
-- Older versions counted everybody on a list that was exported.
INSERT INTO export (campaign_id, campaign, at, who, n_rows, n_contacts, left_out, fingerprint, program_version)
    SELECT c.id, c.name, c.exported_at, '', m.n, m.n, '{}', c.fingerprint, c.program_version FROM campaign AS c
    JOIN (SELECT campaign_id, count(*) AS n FROM campaign_member WHERE arm <> 'control' GROUP BY campaign_id) AS m ON m.campaign_id = c.id
    WHERE c.exported_at IS NOT NULL ORDER BY c.id;
INSERT INTO contact (export_id, user_id, arm, outcome, counts)
    SELECT e.id, m.user_id, m.arm, 'written', 1 FROM export AS e JOIN campaign_member AS m ON m.campaign_id = e.campaign_id WHERE m.arm <> 'control';

-- Looks at what campaigns did: who did it by then, so that bounds hold for all looks together. Looking again at the same figures is no other look.
CREATE TABLE campaign_look (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    goal TEXT NOT NULL,                  -- the kind of event that counts as success
    went_out INTEGER NOT NULL,           -- what happened from then on counts
    arm TEXT NOT NULL,                   -- '': all who were sent to
    until INTEGER NOT NULL,              -- how far the data reached, at most to the end of the days
    looked_at INTEGER NOT NULL,          -- the first time that these figures were seen; later than any look before
    n_control INTEGER NOT NULL,
    did_control INTEGER NOT NULL,
    n_sent INTEGER NOT NULL,
    did_sent INTEGER NOT NULL,
    tau REAL NOT NULL,                   -- of the test, chosen by the days before it went out, at the first look
    PRIMARY KEY (campaign_id, goal, went_out, arm, looked_at)
) STRICT, WITHOUT ROWID;
-- What campaigns did by their own goal, as last measured: for the playbook.
CREATE TABLE campaign_effect (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
    part TEXT NOT NULL CHECK (part IN ('all', 'segment', 'arm')),
    name TEXT NOT NULL,                  -- of the arm; of the segment, then; '': everyone
    segment_id INTEGER,                  -- segment.id; one that none of the campaign's people is in any more is of no meaning
    goal TEXT NOT NULL,
    days INTEGER NOT NULL,
    went_out INTEGER NOT NULL,
    until INTEGER NOT NULL,
    cut_short INTEGER NOT NULL,          -- 1: the data ended before the days did
    n_control INTEGER NOT NULL,
    did_control INTEGER NOT NULL,
    n_sent INTEGER NOT NULL,
    did_sent INTEGER NOT NULL,
    shrunk REAL,                         -- difference of shares, of segments drawn towards the others; its 95 % interval
    shrunk_low REAL,
    shrunk_high REAL,
    p REAL,                              -- corrected; NULL: not defined
    money REAL,                          -- more for each person, and its 95 % interval; NULL: not known
    money_low REAL,
    money_high REAL,
    measured_at INTEGER NOT NULL,
    program_version TEXT NOT NULL,
    PRIMARY KEY (campaign_id, part, name)
) STRICT, WITHOUT ROWID;

-- Long work that puts files under their names: what to take away when it is killed in the middle of that.
ALTER TABLE unfinished ADD COLUMN files TEXT; -- JSON: path, SHA-256, name of the new file until then, name of the old one meanwhile, ...

-- Whole rows that were set aside, and single values without which their rows were kept, told apart. Older versions had only the reason's words.
ALTER TABLE reject ADD COLUMN is_value INTEGER NOT NULL DEFAULT 0; -- 1: the row was kept without the value of its column
UPDATE reject SET is_value = 1 WHERE column_name IS NOT NULL
    AND (reason LIKE '%; the row was kept without this value' OR reason LIKE '%；该行保留，不含此值');
