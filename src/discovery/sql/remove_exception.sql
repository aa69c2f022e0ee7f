-- An exception goes: what only it let through is in quarantine again and, where undecided, out of the inbox; one client event. The ingest lock
-- is held. One row: offers held again, the client event. No row: no such exception. $1 exception, $2 user, $3 now, $4 mutation id
WITH gone AS (
  DELETE FROM filter_exceptions WHERE id = $1::uuid AND user_id = $2::uuid RETURNING id),
again AS (
  UPDATE filtered_offers q
  SET exception_id = (SELECT e.id FROM filter_exceptions e
                      WHERE e.user_id = q.user_id AND e.id <> $1::uuid AND (e.offer_id = q.offer_id OR e.company_key = q.company_key) ORDER BY e.id LIMIT 1)
  FROM gone WHERE q.exception_id = gone.id AND q.user_id = $2::uuid
  RETURNING q.offer_id, q.exception_id),
held AS (
  SELECT DISTINCT offer_id FROM again WHERE exception_id IS NULL),
hidden AS (
  UPDATE job_feed f SET expires_at = $3::timestamptz, updated_at = $3::timestamptz
  WHERE f.user_id = $2::uuid AND f.offer_id IN (SELECT offer_id FROM held) AND f.status = 'PENDING' AND NOT f.is_manual
    AND (f.expires_at IS NULL OR f.expires_at > $3::timestamptz)
  RETURNING f.id),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'QUARANTINE_RESTORED', 'userId', $2::uuid, 'exceptionId', id, 'offers', (SELECT count(*) FROM held),
           'jobFeedIds', (SELECT json_agg(id) FROM (SELECT id FROM hidden LIMIT 100) h), 'mutationId', nullif($4::text, '')))::text AS data
  FROM gone),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'QUARANTINE_RESTORED', data) FROM news)
SELECT (SELECT count(*) FROM held), (SELECT data FROM news), (SELECT count(*) FROM told) FROM gone
