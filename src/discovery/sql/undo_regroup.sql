-- Takes back the user's last merge or split (of item $2, or of any when null); lock_regroup.sql has run in this transaction. A card
-- that a split made goes back under the old one, unless it has an application by now. One row: the card, whether it was done, the
-- event. No row: nothing to take back. $1 user, $2 item or null, $3 now, $4 mutation id
WITH last AS (
  SELECT * FROM identity_decisions
  WHERE user_id = $1::uuid AND undone_at IS NULL AND ($2::uuid IS NULL OR job_feed_id = $2::uuid OR other_id = $2::uuid)
  ORDER BY at DESC, id DESC LIMIT 1),
turned AS (
  SELECT last.* FROM last JOIN job_feed o ON o.id = last.other_id AND o.user_id = $1::uuid
  WHERE last.kind = 'MERGE' OR (o.status <> 'APPROVED' AND NOT EXISTS (SELECT FROM job_feed c WHERE c.merged_into = o.id))),
other AS (
  UPDATE job_feed f SET merged_into = CASE WHEN turned.kind = 'SPLIT' THEN turned.job_feed_id END, updated_at = $3::timestamptz
  FROM turned WHERE f.id = turned.other_id AND f.user_id = $1::uuid),
card AS (
  UPDATE job_feed f SET title = NULL, company_name = NULL, location = NULL, source_url = NULL, description = NULL,
         own_pay = false, salary_min = NULL, salary_max = NULL, salary_currency = NULL, updated_at = $3::timestamptz
  FROM turned WHERE f.id = turned.job_feed_id AND f.user_id = $1::uuid AND turned.kind = 'SPLIT' AND NOT f.is_manual
    AND NOT EXISTS (SELECT FROM identity_decisions d WHERE d.job_feed_id = f.id AND d.kind = 'SPLIT' AND d.undone_at IS NULL AND d.id <> turned.id)),
decision AS (
  UPDATE identity_decisions SET undone_at = $3::timestamptz WHERE id = (SELECT id FROM turned)),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'JOB_REGROUPED', 'userId', $1::uuid, 'jobFeedId', job_feed_id, 'otherId', other_id,
           'change', CASE kind WHEN 'MERGE' THEN 'MERGE_UNDONE' ELSE 'SPLIT_UNDONE' END, 'mutationId', nullif($4::text, '')))::text AS data FROM turned),
told AS MATERIALIZED (
  SELECT append_event($1::uuid, 'JOB_REGROUPED', data) FROM news)
SELECT last.job_feed_id, EXISTS (SELECT FROM turned), (SELECT data FROM news), (SELECT count(*) FROM told) FROM last
