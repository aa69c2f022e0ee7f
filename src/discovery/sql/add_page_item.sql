-- An offer read from a page that the user pointed to, for one of the user's own searches or none, and its client event. A stored
-- offer with the same address stands behind it. No row: no such search, or the user has the page already.
-- $1 id, $2 user, $3 search or null, $4 canonical address, $5 address, $6 title, $7 company, $8 location, $9 description, $10 details,
-- $11 remote, $12 salary min, $13 salary max, $14 currency, $15 found by, $16 key of the page's bytes, $17 now, $18 the client event,
-- $19 canonical address after redirects or null
WITH made AS (
  INSERT INTO job_feed (id, user_id, search_config_id, offer_id, is_manual, rank, page_key, page_led_to, source_url, title, company_name, location, description,
                        details, remote, salary_min, salary_max, salary_currency, own_pay, found_by, page_ref, created_at, updated_at)
  SELECT $1::uuid, $2::uuid, $3::uuid, (SELECT o.id FROM offers o WHERE o.canonical_url = $4::text AND o.closed_at IS NULL ORDER BY o.id LIMIT 1), true, 101,
         $4::text, $19::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::json, $11::text, $12::int, $13::int, $14::text, true, $15::text, $16::text,
         $17::timestamptz, $17::timestamptz
  WHERE $3::uuid IS NULL OR EXISTS (SELECT FROM search_configs WHERE id = $3::uuid AND user_id = $2::uuid)
  ON CONFLICT DO NOTHING
  RETURNING id),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'JOB_DISCOVERED', $18::text) FROM made)
SELECT id, (SELECT count(*) FROM told) FROM made
