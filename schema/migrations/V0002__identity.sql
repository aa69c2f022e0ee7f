-- One card, several sightings: what tells duplicates apart, and what a user says about it.

ALTER TABLE offers
  ADD COLUMN provenance    json,                 -- {"PAY": [source, source id], …} of a card with several sightings
  ADD COLUMN repost_root   uuid REFERENCES offers,   -- the first of the cards that this one is a new posting of
  ADD COLUMN repost_number integer NOT NULL DEFAULT 1,
  ADD COLUMN alone_source text,                  -- a sighting that somebody has split off its card: a card of those users only
  ADD COLUMN alone_source_id text;
CREATE INDEX offers_repost_root ON offers (repost_root) WHERE repost_root IS NOT NULL;
CREATE UNIQUE INDEX offers_alone ON offers (alone_source, alone_source_id) WHERE alone_source IS NOT NULL;

ALTER TABLE offer_sightings
  ADD COLUMN IF NOT EXISTS gone_at timestamptz,  -- when its board took it down
  ADD COLUMN content     json COMPRESSION lz4,   -- the ad as this board has it; null while the card has this sighting only
  ADD COLUMN revised_at  timestamptz,            -- with content: when the board says that it last changed
  ADD COLUMN kept_hash   bytea,                  -- with content: its hash; content_hash is what the board last showed
  ADD COLUMN past_hashes bytea[],                -- with content: what it was before, the last few
  ADD COLUMN found_by    text CHECK (found_by IN ('URL','TEXT')),   -- how it came to its card; null: it made the card
  ADD COLUMN likeness    real;                   -- of TEXT: the score

-- What the index of duplicates keeps of every ad, in the order of storing: written under the ingest lock, so that who has read
-- up to n has read all of them.
CREATE TABLE offer_sketches (
  n         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  offer_id  uuid NOT NULL REFERENCES offers,
  employer  bigint NOT NULL,
  keys      bytea NOT NULL,                      -- 32-bit numbers, domain/same_job.h
  sentences bytea NOT NULL                       -- the same, of a new card; empty for others, which are not counted
);
GRANT SELECT, INSERT ON offer_sketches TO jobmate_worker;

-- A user's word on what is the same job: counts for that user alone, goes before what the program thinks, can be taken back.
ALTER TABLE job_feed ADD COLUMN merged_into uuid REFERENCES job_feed ON DELETE SET NULL;
CREATE INDEX job_feed_merged ON job_feed (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE identity_decisions (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  kind        text NOT NULL CHECK (kind IN ('MERGE','SPLIT')),
  job_feed_id uuid NOT NULL REFERENCES job_feed ON DELETE CASCADE,   -- the card that keeps its place
  other_id    uuid NOT NULL REFERENCES job_feed ON DELETE CASCADE,   -- MERGE: the card now under it; SPLIT: the new card
  source      text,                              -- SPLIT: the sighting
  source_id   text,
  at          timestamptz NOT NULL,
  undone_at   timestamptz
);
CREATE INDEX identity_decisions_item ON identity_decisions (job_feed_id);
CREATE INDEX identity_decisions_other ON identity_decisions (other_id);
CREATE INDEX identity_decisions_last ON identity_decisions (user_id, at DESC) WHERE undone_at IS NULL;
CALL tenant_table('identity_decisions');
