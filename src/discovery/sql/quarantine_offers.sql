-- What red flags kept out, of searches that are still active. $1 ids, $2 users, $3 searches, $4 offers, $5 rules, $6 spans, $7 now,
-- $8 companies, $9 $10 $11 what the items would be: ranks, reasons, the offers' own end. Where the user made an exception the entry names it: it is
-- in nobody's way, and back when the exception goes. One row: how many are new and hold their offer.
WITH put AS (
  INSERT INTO filtered_offers AS q (id, user_id, search_config_id, offer_id, rule, spans, created_at, company_key, rank, reasons, until, exception_id)
  SELECT x.id, x.user_id, x.search_id, x.offer_id, x.rule, x.spans::jsonb, $7::timestamptz, x.company_key, x.rank, x.reasons::jsonb, x.until,
    (SELECT e.id FROM filter_exceptions e WHERE e.user_id = x.user_id AND (e.offer_id = x.offer_id OR e.company_key = x.company_key) ORDER BY e.id LIMIT 1)
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $8::text[], $9::int[], $10::text[], $11::timestamptz[])
    AS x(id, user_id, search_id, offer_id, rule, spans, company_key, rank, reasons, until)
  JOIN search_configs s ON s.id = x.search_id AND s.is_active
  ORDER BY x.search_id, x.offer_id
  ON CONFLICT (search_config_id, offer_id) DO UPDATE
  SET rule = excluded.rule, spans = excluded.spans, company_key = excluded.company_key, rank = excluded.rank, reasons = excluded.reasons,
      until = excluded.until, exception_id = excluded.exception_id
  WHERE (q.rule, q.spans, q.company_key, q.rank, q.reasons, q.exception_id)
    IS DISTINCT FROM (excluded.rule, excluded.spans, excluded.company_key, excluded.rank, excluded.reasons, excluded.exception_id)
  RETURNING q.xmax = 0 AND q.exception_id IS NULL AS made)
SELECT count(*) FILTER (WHERE made) FROM put
