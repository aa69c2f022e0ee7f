-- A user's put-off items whose time has come: the time is cleared, and one client event names those that the inbox shows again (the first
-- hundred; the title where it is one). The user's items are held in the order of all other writers. One row: the event, if there is one.
-- $1 user, $2 the time that has come, $3 now
WITH due AS (
  SELECT f.id, coalesce(f.title, f.offer_title) AS title, coalesce(f.company_name, f.offer_company) AS company,
         f.status = 'PENDING' AND f.merged_into IS NULL AND NOT f.offer_closed AND (f.expires_at IS NULL OR f.expires_at > $3::timestamptz) AS shown
  FROM job_feed f WHERE f.user_id = $1::uuid AND f.snoozed_until <= $2::timestamptz
  ORDER BY f.offer_id, f.id FOR UPDATE),
back AS (
  UPDATE job_feed f SET snoozed_until = NULL, updated_at = $3::timestamptz FROM due WHERE f.id = due.id AND f.user_id = $1::uuid),
shown AS (
  SELECT count(*) AS n, min(title) AS title, min(company) AS company FROM due WHERE shown),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'JOBS_RETURNED', 'userId', $1::uuid, 'offers', n,
           'jobFeedIds', (SELECT json_agg(id) FROM (SELECT id FROM due WHERE due.shown ORDER BY id LIMIT 100) i),
           'title', CASE WHEN n = 1 THEN title END, 'company', CASE WHEN n = 1 THEN company END))::text AS data
  FROM shown WHERE n > 0),
told AS MATERIALIZED (
  SELECT append_event($1::uuid, 'JOBS_RETURNED', data) FROM news)
SELECT (SELECT data FROM news), (SELECT count(*) FROM told)
