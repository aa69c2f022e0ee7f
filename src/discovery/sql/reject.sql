-- An item becomes REJECTED; lock_item.sql has run in this transaction. An approved item goes only while its application is
-- still TO_APPLY: the application then leaves the board (softly, with its audit event). Rejected again: nothing new.
-- One row: the status found, whether it is rejected now, the client event if there is one. No row: no such item.
-- $1 item, $2 user, $3 now, $4 reason or null, $5 new audit event, $6 mutation id
WITH item AS (
  SELECT *, triage_state(status, snoozed_until, $3::timestamptz) AS state FROM job_feed WHERE id = $1::uuid AND user_id = $2::uuid),
live AS (
  SELECT id FROM applications WHERE job_feed_id = $1::uuid AND user_id = $2::uuid AND deleted_at IS NULL),
removed AS (
  UPDATE applications SET deleted_at = $3::timestamptz, updated_at = $3::timestamptz
  WHERE id = (SELECT id FROM live) AND current_status = 'TO_APPLY' AND deleted_at IS NULL
    AND (SELECT status FROM item) = 'APPROVED'
  RETURNING id),
turned AS (
  SELECT id, state, snoozed_until FROM item
  WHERE status = 'PENDING' OR (status = 'APPROVED' AND (EXISTS (SELECT FROM removed) OR NOT EXISTS (SELECT FROM live)))),
feed AS (
  UPDATE job_feed SET status = 'REJECTED', snoozed_until = NULL, decision_reason = $4::text, updated_at = $3::timestamptz
  WHERE id = (SELECT id FROM turned)),
decision AS (
  INSERT INTO triage_decisions (user_id, job_feed_id, from_status, from_until, to_status, reason, at)
  SELECT $2::uuid, id, state, snoozed_until, 'REJECTED', $4::text, $3::timestamptz FROM turned),
audit AS MATERIALIZED (
  SELECT append_application_event($5::uuid, id, $2::uuid, 'DELETED', '{"why":"REJECTED"}', $3::timestamptz) FROM removed),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'JOB_TRIAGED', 'userId', $2::uuid, 'jobFeedId', turned.id, 'from', turned.state,
           'to', 'REJECTED', 'applicationId', (SELECT id FROM removed), 'mutationId', nullif($6::text, '')))::text AS data
  FROM turned),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'JOB_TRIAGED', data) FROM news)
SELECT item.status, item.status = 'REJECTED' OR EXISTS (SELECT FROM turned), (SELECT data FROM news),
       (SELECT count(*) FROM audit), (SELECT count(*) FROM told)
FROM item
