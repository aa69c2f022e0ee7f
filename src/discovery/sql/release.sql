-- Lets an offer out of the quarantine, and with $3 everything of its company, now and later: the exception (or the one that is there), its
-- entries, the items they become, and one client event. The ingest lock is held. One row: the exception, offers let out, the item of the entry's
-- offer, the client event if anything changed, and whether the offer names no company (then nothing was done). No row: no such entry.
-- $1 entry, $2 user, $3 the whole company, $4 new exception, $5 now, $6 mutation id, $7 default end
WITH entry AS (
  SELECT q.offer_id, q.company_key, o.company
  FROM filtered_offers q JOIN offers o ON o.id = q.offer_id
  WHERE q.id = $1::uuid AND q.user_id = $2::uuid),
made AS (
  INSERT INTO filter_exceptions (id, user_id, offer_id, company_key, company, created_at)
  SELECT $4::uuid, $2::uuid, CASE WHEN NOT $3::bool THEN offer_id END, CASE WHEN $3::bool THEN company_key END, CASE WHEN $3::bool THEN company END, $5::timestamptz
  FROM entry WHERE NOT $3::bool OR company_key <> ''
  ON CONFLICT DO NOTHING
  RETURNING id),
exception AS (
  SELECT id FROM made
  UNION ALL
  SELECT e.id FROM filter_exceptions e, entry
  WHERE e.user_id = $2::uuid AND CASE WHEN $3::bool THEN e.company_key = entry.company_key ELSE e.offer_id = entry.offer_id END),
freed AS (
  UPDATE filtered_offers q SET exception_id = exception.id
  FROM entry, exception
  WHERE q.user_id = $2::uuid AND q.exception_id IS NULL
    AND CASE WHEN $3::bool THEN q.company_key = entry.company_key ELSE q.offer_id = entry.offer_id END
  RETURNING q.id, q.search_config_id, q.offer_id, q.rank, q.reasons, q.until),
best AS (
  SELECT DISTINCT ON (freed.offer_id) freed.*
  FROM freed JOIN search_configs s ON s.id = freed.search_config_id AND s.is_active JOIN offers o ON o.id = freed.offer_id AND o.closed_at IS NULL
  WHERE freed.until IS NULL OR freed.until > $5::timestamptz
  ORDER BY freed.offer_id, freed.rank DESC, freed.search_config_id),
put AS (
  -- The item takes the entry's id.
  INSERT INTO job_feed AS f (id, user_id, search_config_id, offer_id, rank, reasons, expires_at, created_at, updated_at)
  SELECT id, $2::uuid, search_config_id, offer_id, rank, reasons, coalesce(until, $7::timestamptz), $5::timestamptz, $5::timestamptz FROM best ORDER BY offer_id
  ON CONFLICT (user_id, offer_id) DO UPDATE
  SET search_config_id = excluded.search_config_id, rank = excluded.rank, reasons = excluded.reasons, expires_at = excluded.expires_at, updated_at = excluded.updated_at
  WHERE f.status = 'PENDING'
  RETURNING f.id, f.offer_id),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'QUARANTINE_RELEASED', 'userId', $2::uuid, 'exceptionId', exception.id,
           'company', CASE WHEN $3::bool THEN entry.company END, 'offers', (SELECT count(DISTINCT offer_id) FROM freed),
           'jobFeedIds', (SELECT json_agg(id) FROM (SELECT id FROM put LIMIT 100) p), 'mutationId', nullif($6::text, '')))::text AS data
  FROM exception, entry WHERE EXISTS (SELECT FROM made) OR EXISTS (SELECT FROM freed)),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'QUARANTINE_RELEASED', data) FROM news)
SELECT (SELECT id FROM exception), (SELECT count(DISTINCT offer_id) FROM freed),
       coalesce((SELECT id FROM put WHERE put.offer_id = entry.offer_id), (SELECT f.id FROM job_feed f WHERE f.user_id = $2::uuid AND f.offer_id = entry.offer_id)),
       (SELECT data FROM news), $3::bool AND entry.company_key = '', (SELECT count(*) FROM told)
FROM entry
