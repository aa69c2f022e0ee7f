-- Sessions that ended before their tokens do: signed out, everywhere, or by a new password. The edge keeps them in memory and
-- reads here what is new. No reference to users: the tokens of an account that is gone are refused as long as they would live.
CREATE TABLE ended_sessions (
  number          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id         uuid NOT NULL,
  session_id      text CHECK (length(session_id) <= 100),        -- null: all that began up to ended_at
  kept_session_id text CHECK (length(kept_session_id) <= 100),   -- of those, the one that stays
  ended_at        timestamptz NOT NULL,
  until           timestamptz NOT NULL                           -- when the last of their tokens has expired
);
CREATE INDEX ended_sessions_until ON ended_sessions (until);
CALL tenant_table('ended_sessions');

-- A decision's taking back is asked for once more when its answer was lost: the same mutation id takes nothing else back.
ALTER TABLE triage_decisions ADD COLUMN undone_by text;
CREATE INDEX triage_decisions_undone_by ON triage_decisions (user_id, undone_by) WHERE undone_by IS NOT NULL;
