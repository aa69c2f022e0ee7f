-- Takes back the user's last decision (on item $2, or on any when null); lock_undo.sql has run in this transaction. Undoing an
-- approval takes its application off the board while that is still TO_APPLY; undoing the rejection of an approved item brings
-- its application back; what was put off before is put off again, unless that time has passed. A put-off whose time has come is no decision any more. The same mutation id again takes back nothing more: the row says it is done. One row: the item, whether it was done, the client event. No row: there is no decision to take back.
-- $1 user, $2 item or null, $3 now, $4 new audit event, $5 mutation id
WITH again AS (
  SELECT job_feed_id FROM triage_decisions WHERE user_id = $1::uuid AND undone_by = nullif($5::text, '') LIMIT 1),
last AS (
  SELECT d.id, d.job_feed_id, d.to_status, CASE WHEN d.from_status = 'SNOOZED' THEN 'PENDING' ELSE d.from_status END AS from_status,
         CASE WHEN d.from_until > $3::timestamptz THEN d.from_until END AS until
  FROM triage_decisions d JOIN job_feed f ON f.id = d.job_feed_id AND triage_state(f.status, f.snoozed_until, $3::timestamptz) = d.to_status
  WHERE d.user_id = $1::uuid AND d.undone_at IS NULL AND ($2::uuid IS NULL OR d.job_feed_id = $2::uuid) AND NOT EXISTS (SELECT FROM again)
  ORDER BY d.id DESC LIMIT 1),
live AS (
  SELECT id FROM applications
  WHERE job_feed_id = (SELECT job_feed_id FROM last) AND user_id = $1::uuid AND deleted_at IS NULL),
removed AS (
  UPDATE applications SET deleted_at = $3::timestamptz, updated_at = $3::timestamptz
  WHERE id = (SELECT live.id FROM live, last WHERE last.to_status = 'APPROVED') AND current_status = 'TO_APPLY' AND deleted_at IS NULL
  RETURNING id),
restored AS (
  UPDATE applications SET deleted_at = NULL, updated_at = $3::timestamptz
  WHERE NOT EXISTS (SELECT FROM live)
    AND id = (SELECT a.id FROM applications a
              WHERE a.job_feed_id = (SELECT job_feed_id FROM last WHERE from_status = 'APPROVED') AND a.user_id = $1::uuid AND a.deleted_at IS NOT NULL
              ORDER BY a.deleted_at DESC LIMIT 1)
  RETURNING id, job_feed_id, search_config_id, current_status),
turned AS (
  SELECT * FROM last
  WHERE to_status <> 'APPROVED' OR EXISTS (SELECT FROM removed) OR NOT EXISTS (SELECT FROM live)),
feed AS (
  UPDATE job_feed SET status = turned.from_status, snoozed_until = turned.until, updated_at = $3::timestamptz,
         decision_reason = (SELECT d.reason FROM triage_decisions d WHERE d.job_feed_id = turned.job_feed_id AND d.undone_at IS NULL
                              AND d.id < turned.id ORDER BY d.id DESC LIMIT 1)
  FROM turned WHERE job_feed.id = (SELECT job_feed_id FROM turned)),
decision AS (
  UPDATE triage_decisions SET undone_at = $3::timestamptz, undone_by = nullif($5::text, '') WHERE id = (SELECT id FROM turned)),
audit AS MATERIALIZED (
  SELECT append_application_event($4::uuid, id, $1::uuid, 'DELETED', '{"why":"UNDONE"}', $3::timestamptz) FROM removed
  UNION ALL
  SELECT append_application_event($4::uuid, id, $1::uuid, 'RESTORED',
           json_build_object('jobFeedId', job_feed_id, 'searchConfigId', search_config_id, 'status', current_status)::text, $3::timestamptz)
  FROM restored),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'JOB_TRIAGED', 'userId', $1::uuid, 'jobFeedId', job_feed_id, 'from', to_status,
           'to', triage_state(from_status, until, $3::timestamptz), 'until', iso_time(until), 'applicationId', coalesce((SELECT id FROM removed), (SELECT id FROM restored)),
           'mutationId', nullif($5::text, '')))::text AS data
  FROM turned),
told AS MATERIALIZED (
  SELECT append_event($1::uuid, 'JOB_TRIAGED', data) FROM news)
SELECT last.job_feed_id, EXISTS (SELECT FROM turned), (SELECT data FROM news), (SELECT count(*) FROM audit), (SELECT count(*) FROM told)
FROM last
UNION ALL
SELECT job_feed_id, true, NULL, 0, 0 FROM again
