-- Offers enter inboxes: new items with their JOB_DISCOVERED events in each user's order, known undecided items with their new
-- rank. Decided items stay as they are; searches that are no longer active give nothing. The ids of the new items come back.
-- $1 ids, $2 users, $3 searches, $4 offers, $5 ranks, $6 reasons, $7 the offers' own end or null, $8 events, $9 now, $10 default end,
-- $11 companies, $12 only where the user made an exception
WITH x AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::timestamptz[], $8::text[], $11::text[], $12::bool[])
    AS y(id, user_id, search_id, offer_id, rank, reasons, until, data, company_key, by_exception)),
put AS (
  INSERT INTO job_feed AS f (id, user_id, search_config_id, offer_id, rank, reasons, expires_at, created_at, updated_at)
  SELECT x.id, x.user_id, x.search_id, x.offer_id, x.rank, x.reasons::jsonb, coalesce(x.until, $10::timestamptz), $9::timestamptz, $9::timestamptz
  FROM x JOIN search_configs s ON s.id = x.search_id AND s.is_active
  WHERE NOT x.by_exception
    OR EXISTS (SELECT FROM filter_exceptions e WHERE e.user_id = x.user_id AND (e.offer_id = x.offer_id OR e.company_key = x.company_key))
  ORDER BY x.user_id, x.offer_id
  ON CONFLICT (user_id, offer_id) DO UPDATE
  SET search_config_id = excluded.search_config_id, rank = excluded.rank, reasons = excluded.reasons, expires_at = excluded.expires_at,
      updated_at = excluded.updated_at
  WHERE f.status = 'PENDING'
    AND (f.expires_at <= $9::timestamptz OR (f.search_config_id, f.rank, f.reasons) IS DISTINCT FROM (excluded.search_config_id, excluded.rank, excluded.reasons))
  RETURNING f.id, f.user_id, f.xmax = 0 AS made),
tally AS (
  SELECT user_id, count(*) AS n FROM put WHERE made GROUP BY user_id),
counter AS (
  INSERT INTO event_counters AS c (user_id, last_seq)
  SELECT user_id, n FROM tally ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET last_seq = c.last_seq + excluded.last_seq
  RETURNING user_id, last_seq),
told AS (
  INSERT INTO events (user_id, seq, type, data)
  SELECT x.user_id, counter.last_seq - tally.n + row_number() OVER (PARTITION BY x.user_id ORDER BY x.id), 'JOB_DISCOVERED', x.data::json
  FROM x JOIN put ON put.id = x.id AND put.made JOIN tally ON tally.user_id = x.user_id JOIN counter ON counter.user_id = x.user_id)
SELECT id FROM put WHERE made
