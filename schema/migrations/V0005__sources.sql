-- Where offers are fetched from, how that goes, and how often it may be asked.

-- One row a listing that can be read by itself: a feed ("arbeitnow"), a company's board ("greenhouse/acme"), a query made from
-- searches ("adzuna/3f2a…"). Made and switched off by what searches, watchers and settings need; read by one process at a time
-- (CMD_FETCH, key = id). Queries come from what people search for: users see the rows of their own searches only.
CREATE TABLE sources (
  id                 text PRIMARY KEY,
  board              text NOT NULL,
  token              text NOT NULL DEFAULT '',
  query              jsonb NOT NULL DEFAULT '{}',
  wanted             boolean NOT NULL DEFAULT true,
  state              text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('OFF','WAITING','OK','BROKEN','PAUSED')),
  problem            text NOT NULL DEFAULT '',   -- domain/source_health.h
  problem_detail     text NOT NULL DEFAULT '',
  next_run_at        timestamptz NOT NULL,
  asked_at           timestamptz,                -- when a run was last queued
  last_started_at    timestamptz,
  last_run_id        uuid,
  last_good_at       timestamptz,
  failures           integer NOT NULL DEFAULT 0, -- failed runs in a row
  usual_seen         double precision NOT NULL DEFAULT 0,
  usual_reject_share double precision NOT NULL DEFAULT 0,
  memory             jsonb NOT NULL DEFAULT '{}', -- what its plan keeps for the next run
  validators         jsonb NOT NULL DEFAULT '{}', -- {url: {etag, lastModified}} of the last good run
  created_at         timestamptz NOT NULL
);
CREATE INDEX sources_due ON sources (next_run_at) WHERE wanted AND state <> 'OFF';
GRANT SELECT, INSERT, UPDATE, DELETE ON sources TO jobmate_worker;

ALTER TABLE source_runs
  ADD COLUMN source_id    text,                  -- sources.id; null: an ingest of files
  ADD COLUMN discovered   integer NOT NULL DEFAULT 0,
  ADD COLUMN quarantined  integer NOT NULL DEFAULT 0,
  ADD COLUMN closed       integer NOT NULL DEFAULT 0,
  ADD COLUMN requests     integer NOT NULL DEFAULT 0,
  ADD COLUMN bytes        bigint NOT NULL DEFAULT 0,
  ADD COLUMN truncated    boolean NOT NULL DEFAULT false,   -- there is more than may be read
  ADD COLUMN complete     boolean NOT NULL DEFAULT false,   -- the whole listing was read
  ADD COLUMN unchanged    boolean NOT NULL DEFAULT false,   -- the service said: nothing new
  ADD COLUMN problem      text NOT NULL DEFAULT '',
  ADD COLUMN problem_detail text NOT NULL DEFAULT '';
CREATE INDEX source_runs_of_source ON source_runs (source_id, started_at DESC);

-- The listing an offer was last seen in, and when it was found to be missing there. A complete listing closes what is absent.
ALTER TABLE offer_sightings ADD COLUMN listing text, ADD COLUMN IF NOT EXISTS gone_at timestamptz;
CREATE INDEX offer_sightings_listing ON offer_sightings (listing) WHERE gone_at IS NULL;

-- A bucket a board, shared by all processes: the next free moment, what was used today, and until when the service wants peace.
CREATE TABLE fetch_pace (
  key        text PRIMARY KEY,
  free_at    timestamptz NOT NULL,
  day        date NOT NULL,
  used       integer NOT NULL,
  not_before timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON fetch_pace TO jobmate_worker;

-- Companies whose job boards a user follows. The board is read once for all who do.
CREATE TABLE company_watches (
  id         uuid PRIMARY KEY,
  user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  board      text NOT NULL,
  token      text NOT NULL,
  url        text NOT NULL,                      -- as pasted
  name       text NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (user_id, board, token)
);
CREATE INDEX company_watches_board ON company_watches (board, token);
CALL tenant_table('company_watches');
