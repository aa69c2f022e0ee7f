-- An undecided item is put off until $4, or with null is back at once; lock_item.sql has run in this transaction. The same time again, the
-- same mutation id again, or back when it is there: nothing new. What wakes the user's items of that time is one command.
-- One row: whether the item is undecided, the client event and the command if there are any. No row: no such item.
-- $1 item, $2 user, $3 now, $4 until or null, $5 mutation id, $6 new command, $7 its key, $8 its payload
WITH item AS (
  SELECT id, status, snoozed_until, triage_state(status, snoozed_until, $3::timestamptz) AS state FROM job_feed WHERE id = $1::uuid AND user_id = $2::uuid),
turned AS (
  SELECT * FROM item
  WHERE CASE WHEN $4::timestamptz IS NULL THEN state = 'SNOOZED'
             ELSE status = 'PENDING' AND snoozed_until IS DISTINCT FROM $4::timestamptz END
    AND NOT EXISTS (SELECT FROM triage_decisions d WHERE d.job_feed_id = $1::uuid AND d.user_id = $2::uuid AND d.mutation_id = nullif($5::text, ''))),
feed AS (
  UPDATE job_feed SET snoozed_until = $4::timestamptz, updated_at = $3::timestamptz WHERE id = (SELECT id FROM turned)),
decision AS (
  INSERT INTO triage_decisions (user_id, job_feed_id, from_status, from_until, to_status, at, mutation_id)
  SELECT $2::uuid, id, state, snoozed_until, CASE WHEN $4::timestamptz IS NULL THEN 'PENDING' ELSE 'SNOOZED' END, $3::timestamptz, nullif($5::text, '') FROM turned),
command AS (
  INSERT INTO commands AS c (id, kind, key, user_id, payload, run_at, created_at)
  SELECT $6::uuid, 'CMD_UNSNOOZE', $7::text, $2::uuid, $8::jsonb, $4::timestamptz, now() FROM turned WHERE $4::timestamptz IS NOT NULL
  ON CONFLICT (kind, key) DO UPDATE SET state = 'QUEUED', run_at = excluded.run_at, attempts = 0, finished_at = NULL WHERE c.state IN ('DONE', 'DEAD')
  RETURNING payload),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'JOB_TRIAGED', 'userId', $2::uuid, 'jobFeedId', id, 'from', state,
           'to', CASE WHEN $4::timestamptz IS NULL THEN 'PENDING' ELSE 'SNOOZED' END, 'until', iso_time($4::timestamptz), 'mutationId', nullif($5::text, '')))::text AS data
  FROM turned),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'JOB_TRIAGED', data) FROM news)
SELECT item.status = 'PENDING', (SELECT data FROM news), (SELECT payload FROM command), (SELECT count(*) FROM told) FROM item
