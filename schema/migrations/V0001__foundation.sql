-- The foundation: accounts, searches, offers, inbox, board, durable commands and events.
--
-- Roles: the program logs in once and every connection becomes jobmate_app (one tenant at a time, row-level security) or
-- jobmate_worker (ingest, queue, relay: crosses tenants by explicit policy). Both exist before the first migration runs.
-- A tenant table has user_id, ENABLE and FORCE row level security, and the two policies made by tenant_table() below.

CREATE FUNCTION app_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

CREATE PROCEDURE tenant_table(t regclass, owner_column name DEFAULT 'user_id') LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
  EXECUTE format('CREATE POLICY tenant ON %s TO jobmate_app USING (%I = (SELECT app_user())) WITH CHECK (%I = (SELECT app_user()))',
                 t, owner_column, owner_column);
  EXECUTE format('CREATE POLICY worker ON %s TO jobmate_worker USING (true) WITH CHECK (true)', t);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO jobmate_app, jobmate_worker', t);
END $$;

-- Accounts -----------------------------------------------------------------------------------------------------------

CREATE TABLE users (
  id            uuid PRIMARY KEY,
  email         text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
  password_hash text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CALL tenant_table('users', 'id');

CREATE TABLE profiles (
  id                  uuid PRIMARY KEY,
  user_id             uuid NOT NULL UNIQUE REFERENCES users ON DELETE CASCADE,
  full_name           text,
  status              text CHECK (status IN ('STUDENT','JUNIOR','MID','SENIOR','OPEN_TO_WORK')),
  skills_json         jsonb,
  experience_json     jsonb,
  projects_json       jsonb,
  education_json      jsonb,
  certifications_json jsonb,
  cv_url              text,
  version             integer NOT NULL DEFAULT 1,
  updated_at          timestamptz NOT NULL DEFAULT now()
);
CALL tenant_table('profiles');

CREATE TABLE push_tokens (
  user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  token      text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, token)
);
CALL tenant_table('push_tokens');

-- Failed sign-ins, per account ("email:<sha256>") and per address ("address:<ip>"). Holds no readable e-mail.
CREATE TABLE login_throttle (
  key          text PRIMARY KEY,
  failures     integer NOT NULL,
  window_start timestamptz NOT NULL
);
CREATE INDEX login_throttle_age ON login_throttle (window_start);
GRANT SELECT, INSERT, UPDATE, DELETE ON login_throttle TO jobmate_worker;

CREATE TABLE search_configs (
  id                    uuid PRIMARY KEY,
  user_id               uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  job_titles            text[] NOT NULL,
  locations             text[] NOT NULL,
  keywords              text[] NOT NULL DEFAULT '{}',
  red_flags             text[] NOT NULL DEFAULT '{}',
  remote_policy         text NOT NULL DEFAULT 'ON_SITE' CHECK (remote_policy IN ('REMOTE','HYBRID','ON_SITE')),
  salary_min            integer CHECK (salary_min >= 0),
  salary_max            integer CHECK (salary_max >= 0),
  start_date            text,
  duration              text,
  cover_letter_template text,
  is_active             boolean NOT NULL DEFAULT true,
  archived_reason       text,
  version               bigint NOT NULL DEFAULT 1,
  created_at            timestamptz NOT NULL DEFAULT now(),
  updated_at            timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX search_configs_user ON search_configs (user_id, created_at);
CREATE INDEX search_configs_changed ON search_configs (updated_at);
CALL tenant_table('search_configs');

-- Offers: stored once, shared by all users ---------------------------------------------------------------------------

CREATE TABLE offers (
  id              uuid PRIMARY KEY,
  source          text NOT NULL,               -- the board that showed it first
  url             text,
  canonical_url   text,
  title           text NOT NULL,
  company         text,
  location        text,                        -- as the board wrote it
  country         text,
  departement     text,
  remote          text CHECK (remote IN ('REMOTE','HYBRID','ON_SITE')),
  contract        text,
  salary_min      integer,                     -- yearly, only when the employer states it and it is plausible
  salary_max      integer,
  salary_currency text,
  language        text,
  description     text COMPRESSION lz4 NOT NULL,
  details         json COMPRESSION lz4 NOT NULL,   -- everything else of the normalised offer; read whole, never searched
  content_hash    bytea NOT NULL,
  version         integer NOT NULL DEFAULT 1,
  posted_at       timestamptz,
  revised_at      timestamptz,                 -- when the board says that the content last changed
  expires_at      timestamptz,
  closed_at       timestamptz,
  first_seen_at   timestamptz NOT NULL,
  last_seen_at    timestamptz NOT NULL
);
CREATE INDEX offers_canonical_url ON offers USING hash (canonical_url);
GRANT SELECT ON offers TO jobmate_app;
GRANT SELECT, INSERT, UPDATE ON offers TO jobmate_worker;

CREATE TABLE offer_sightings (
  source        text NOT NULL,
  source_id     text NOT NULL,
  offer_id      uuid NOT NULL REFERENCES offers,
  url           text,
  content_hash  bytea NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  bronze_ref    text,
  PRIMARY KEY (source, source_id)
);
CREATE INDEX offer_sightings_offer ON offer_sightings (offer_id);
GRANT SELECT ON offer_sightings TO jobmate_app;
GRANT SELECT, INSERT, UPDATE ON offer_sightings TO jobmate_worker;

CREATE TABLE offer_versions (
  offer_id   uuid NOT NULL REFERENCES offers,
  version    integer NOT NULL,
  changed_at timestamptz NOT NULL,
  before     jsonb NOT NULL,                   -- the fields that changed, as they were
  before_hash bytea NOT NULL,                  -- the content hash before: the same content read again is old news
  PRIMARY KEY (offer_id, version)
);
GRANT SELECT ON offer_versions TO jobmate_app;
GRANT SELECT, INSERT ON offer_versions TO jobmate_worker;

CREATE TABLE source_runs (
  id          uuid PRIMARY KEY,
  source      text NOT NULL,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz,
  fetched     integer NOT NULL DEFAULT 0,
  created     integer NOT NULL DEFAULT 0,
  updated     integer NOT NULL DEFAULT 0,
  duplicates  integer NOT NULL DEFAULT 0,
  rejected    integer NOT NULL DEFAULT 0,
  rejects     jsonb NOT NULL DEFAULT '[]',
  error       text
);
CREATE INDEX source_runs_started ON source_runs (started_at DESC);
GRANT SELECT ON source_runs TO jobmate_app;
GRANT SELECT, INSERT, UPDATE ON source_runs TO jobmate_worker;

-- The inbox ----------------------------------------------------------------------------------------------------------

CREATE TABLE job_feed (
  id                  uuid PRIMARY KEY,
  user_id             uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  search_config_id    uuid REFERENCES search_configs ON DELETE SET NULL,
  offer_id            uuid REFERENCES offers,
  status              text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING','APPROVED','REJECTED')),
  rank                smallint NOT NULL DEFAULT 101,   -- 0..100; 101 for manual items, which stand before all others
  reasons             jsonb,                   -- [[code, points, detail], …], most important first
  is_manual           boolean NOT NULL DEFAULT false,
  title               text,                    -- manual items only; otherwise the offer's
  company_name        text,
  company_description text,
  location            text,
  description         text,
  start_date          text,
  duration            text,
  why_us              text,
  source_url          text,
  decision_reason     text,
  expires_at          timestamptz,
  created_at          timestamptz NOT NULL,
  updated_at          timestamptz NOT NULL,
  UNIQUE (user_id, offer_id),
  CHECK (is_manual OR offer_id IS NOT NULL)
);
CREATE INDEX job_feed_inbox ON job_feed (user_id, status, rank DESC, id DESC);
CREATE INDEX job_feed_offer ON job_feed (offer_id);
CREATE INDEX job_feed_expiry ON job_feed (expires_at) WHERE status = 'PENDING';
CALL tenant_table('job_feed');

-- Every decision on an item, so that any of them can be taken back in any later session.
CREATE TABLE triage_decisions (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  job_feed_id uuid NOT NULL REFERENCES job_feed ON DELETE CASCADE,
  from_status text NOT NULL,
  to_status   text NOT NULL,
  reason      text,
  at          timestamptz NOT NULL,
  undone_at   timestamptz
);
CREATE INDEX triage_decisions_last ON triage_decisions (user_id, id DESC) WHERE undone_at IS NULL;
CREATE INDEX triage_decisions_item ON triage_decisions (job_feed_id, id DESC);
CALL tenant_table('triage_decisions');

-- The quarantine lane: what a red flag kept out, with the words that did it.
CREATE TABLE filtered_offers (
  id               uuid PRIMARY KEY,
  user_id          uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  search_config_id uuid NOT NULL REFERENCES search_configs ON DELETE CASCADE,
  offer_id         uuid NOT NULL REFERENCES offers,
  rule             text NOT NULL,
  spans            jsonb NOT NULL,             -- [{rule, field, offset, length, text}, …] in bytes of UTF-8
  created_at       timestamptz NOT NULL,
  UNIQUE (search_config_id, offer_id)
);
CREATE INDEX filtered_offers_user ON filtered_offers (user_id, id DESC);
CALL tenant_table('filtered_offers');

-- The board ----------------------------------------------------------------------------------------------------------

CREATE TABLE applications (
  id                     uuid PRIMARY KEY,
  user_id                uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  job_feed_id            uuid REFERENCES job_feed ON DELETE SET NULL,
  search_config_id       uuid REFERENCES search_configs ON DELETE SET NULL,
  current_status         text NOT NULL DEFAULT 'TO_APPLY'
                         CHECK (current_status IN ('TO_APPLY','APPLIED','INTERVIEW','OFFER','REJECTED','HIRED')),
  ai_analysis            jsonb,
  generated_cover_letter text,
  user_notes             text,
  user_rating            smallint CHECK (user_rating BETWEEN 1 AND 5),
  history_log            jsonb NOT NULL DEFAULT '[]',
  relance_at             timestamptz,
  created_at             timestamptz NOT NULL,
  updated_at             timestamptz NOT NULL,
  deleted_at             timestamptz
);
CREATE UNIQUE INDEX applications_job_feed ON applications (job_feed_id) WHERE deleted_at IS NULL;
CREATE INDEX applications_of_item ON applications (job_feed_id);   -- the removed ones too: undo restores them, a purge looks them up
CREATE INDEX applications_board ON applications (user_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CALL tenant_table('applications');

-- Append-only, chained by hash: the board is a projection of it. `data` is json, not jsonb: the hash is over its text.
CREATE TABLE application_events (
  id             uuid NOT NULL,
  application_id uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
  user_id        uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  seq            integer NOT NULL,
  kind           text NOT NULL,
  data           json NOT NULL,
  at             timestamptz NOT NULL,
  hash           bytea NOT NULL,
  PRIMARY KEY (application_id, seq)
);
CALL tenant_table('application_events');
REVOKE UPDATE, DELETE ON application_events FROM jobmate_app, jobmate_worker;

-- Appends one event to an application's chain. The caller holds the application's row lock (or has just inserted it).
--   hash = sha256(previous hash (32 zero bytes at first) || "<application_id>|<seq>|<kind>|<at>|<data>")
-- with <at> as YYYY-MM-DD"T"HH24:MI:SS.US"Z". The same formula in C++: domain/audit.h.
CREATE FUNCTION append_application_event(p_id uuid, p_application uuid, p_user uuid, p_kind text, p_data text, p_at timestamptz)
RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  prev bytea;
  n integer;
BEGIN
  SELECT hash, seq INTO prev, n FROM application_events WHERE application_id = p_application ORDER BY seq DESC LIMIT 1;
  prev := coalesce(prev, decode(repeat('00', 32), 'hex'));
  n := coalesce(n, 0) + 1;
  INSERT INTO application_events (id, application_id, user_id, seq, kind, data, at, hash)
  VALUES (p_id, p_application, p_user, n, p_kind, p_data::json, p_at,
          sha256(prev || convert_to(concat_ws('|', p_application, n, p_kind,
                 to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p_data), 'UTF8')));
  RETURN n;
END $$;

-- Durable commands ---------------------------------------------------------------------------------------------------

CREATE TABLE commands (
  id           uuid PRIMARY KEY,
  kind         text NOT NULL,                  -- CMD_ANALYZE_JOB, …
  key          text NOT NULL,                  -- idempotency: at most one command per (kind, key)
  user_id      uuid REFERENCES users ON DELETE CASCADE,
  payload      jsonb NOT NULL,
  state        text NOT NULL DEFAULT 'QUEUED' CHECK (state IN ('QUEUED','RUNNING','DONE','DEAD')),
  run_at       timestamptz NOT NULL,
  attempts     integer NOT NULL DEFAULT 0,
  attempts_max integer NOT NULL DEFAULT 8,
  lease_owner  uuid,
  lease_until  timestamptz,
  last_error   text,
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  UNIQUE (kind, key)
);
CREATE INDEX commands_due ON commands (run_at, id) WHERE state = 'QUEUED';
CREATE INDEX commands_leased ON commands (lease_until) WHERE state = 'RUNNING';
CREATE INDEX commands_finished ON commands (finished_at) WHERE state IN ('DONE','DEAD');
CALL tenant_table('commands');

-- Events: what clients are told, in order, replayable -----------------------------------------------------------------

CREATE TABLE event_counters (
  user_id  uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  last_seq bigint NOT NULL
);
CALL tenant_table('event_counters');

CREATE TABLE events (
  user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  seq        bigint NOT NULL,
  type       text NOT NULL,                    -- JOB_DISCOVERED, ANALYSIS_DONE, CARD_MOVED, …
  data       json NOT NULL,                    -- the object sent to clients, type and userId included
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, seq)
);
CREATE INDEX events_age ON events (created_at);
CALL tenant_table('events');

-- Takes the user's next number under a row lock that lasts until commit: numbers of one user become visible in order,
-- without gaps, so "greater than the last one seen" never skips a late committer.
CREATE FUNCTION append_event(p_user uuid, p_type text, p_data text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  n bigint;
BEGIN
  INSERT INTO event_counters AS c (user_id, last_seq) VALUES (p_user, 1)
  ON CONFLICT (user_id) DO UPDATE SET last_seq = c.last_seq + 1 RETURNING c.last_seq INTO n;
  INSERT INTO events (user_id, seq, type, data) VALUES (p_user, n, p_type, p_data::json);
  RETURN n;
END $$;
