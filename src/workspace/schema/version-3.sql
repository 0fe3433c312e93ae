-- Version 3 of the workspace, from version 2: features and clustering at full size. segscope-workspace(5) describes the whole.
-- Instants are UTC seconds, money is in the source's currency, shares are 0..1.

-- What a set was computed from: after new events only the users touched are computed again, where it says enough.
ALTER TABLE feature_set ADD COLUMN basis TEXT NOT NULL DEFAULT '{}'; -- JSON
