-- What red flags kept out, of searches that are still active. $1 ids, $2 users, $3 searches, $4 offers, $5 rules, $6 spans, $7 now.
-- One row: how many are new.
WITH put AS (
  INSERT INTO filtered_offers AS q (id, user_id, search_config_id, offer_id, rule, spans, created_at)
  SELECT x.id, x.user_id, x.search_id, x.offer_id, x.rule, x.spans::jsonb, $7::timestamptz
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[]) AS x(id, user_id, search_id, offer_id, rule, spans)
  JOIN search_configs s ON s.id = x.search_id AND s.is_active
  ORDER BY x.search_id, x.offer_id
  ON CONFLICT (search_config_id, offer_id) DO UPDATE SET rule = excluded.rule, spans = excluded.spans
  WHERE (q.rule, q.spans) IS DISTINCT FROM (excluded.rule, excluded.spans)
  RETURNING q.xmax = 0 AS made)
SELECT count(*) FILTER (WHERE made) FROM put
