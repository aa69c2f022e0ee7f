-- One item goes under another; lock_two_items.sql has run in this transaction. One row: what is in the way, if anything
-- ('MERGED' one of them is already under a card, 'HOLDS' the first holds merged cards itself, 'APPROVED' it has an application), and the event.
-- No row: one of them is not there. $1 user, $2 the item that goes under, $3 the card that stays, $4 now, $5 decision, $6 mutation id
WITH pair AS (
  SELECT a.id, a.status, a.merged_into AS a_in, b.merged_into AS b_in
  FROM job_feed a, job_feed b
  WHERE a.id = $2::uuid AND a.user_id = $1::uuid AND b.id = $3::uuid AND b.user_id = $1::uuid),
verdict AS (
  SELECT CASE WHEN a_in IS NOT NULL OR b_in IS NOT NULL THEN 'MERGED'
              WHEN EXISTS (SELECT FROM job_feed c WHERE c.merged_into = pair.id) THEN 'HOLDS'
              WHEN status = 'APPROVED' THEN 'APPROVED' END AS problem FROM pair),
done AS (
  UPDATE job_feed SET merged_into = $3::uuid, updated_at = $4::timestamptz
  WHERE id = $2::uuid AND user_id = $1::uuid AND EXISTS (SELECT FROM verdict WHERE problem IS NULL) RETURNING id),
decision AS (
  INSERT INTO identity_decisions (id, user_id, kind, job_feed_id, other_id, at)
  SELECT $5::uuid, $1::uuid, 'MERGE', $3::uuid, id, $4::timestamptz FROM done),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'JOB_REGROUPED', 'userId', $1::uuid, 'jobFeedId', $3::uuid, 'otherId', id, 'change', 'MERGED',
           'mutationId', nullif($6::text, '')))::text AS data FROM done),
told AS MATERIALIZED (
  SELECT append_event($1::uuid, 'JOB_REGROUPED', data) FROM news)
SELECT problem, (SELECT data FROM news), (SELECT count(*) FROM told) FROM verdict
