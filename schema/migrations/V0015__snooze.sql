-- Put off: an undecided item leaves the inbox until a time. It is in the inbox again from that time on, whoever looks; the command
-- CMD_UNSNOOZE then clears the time and tells its owner. A decided item is never put off.
ALTER TABLE job_feed ADD COLUMN snoozed_until timestamptz;
CREATE INDEX job_feed_snoozed ON job_feed (user_id, snoozed_until, id) WHERE snoozed_until IS NOT NULL;

-- What a decision is taken from and leads to: the item's status, or SNOOZED while it is put off.
CREATE FUNCTION triage_state(p_status text, p_snoozed_until timestamptz, p_now timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN p_status = 'PENDING' AND p_snoozed_until > p_now THEN 'SNOOZED' ELSE p_status END
$$;

-- Until when the item was put off before the decision, for taking it back; and the wish it came from, so that asking again does nothing more.
ALTER TABLE triage_decisions ADD COLUMN from_until timestamptz, ADD COLUMN mutation_id text;

-- A time as clients know it: 2027-05-28T07:00:00.000Z.
CREATE FUNCTION iso_time(t timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
