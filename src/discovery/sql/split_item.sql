-- A sighting becomes an item of its own; lock_item.sql has run in this transaction. What the user sees of the old card from now on
-- is what its other sightings say ($9 …). No row: split already, or not there. One row: the new item and the event.
-- $1 user, $2 item, $3 source, $4 source id, $5 the sighting's own offer, $6 now, $7 new item, $8 decision,
-- $9 title, $10 company, $11 location, $12 link, $13 text, $14 $15 $16 pay, $17 mutation id
WITH item AS (
  SELECT f.* FROM job_feed f
  WHERE f.id = $2::uuid AND f.user_id = $1::uuid AND f.merged_into IS NULL
    AND NOT EXISTS (SELECT FROM identity_decisions d WHERE d.job_feed_id = f.id AND d.kind = 'SPLIT' AND d.undone_at IS NULL AND d.source = $3::text AND d.source_id = $4::text)),
made AS (
  INSERT INTO job_feed AS n (id, user_id, search_config_id, offer_id, rank, reasons, expires_at, created_at, updated_at)
  SELECT $7::uuid, $1::uuid, search_config_id, $5::uuid, rank, reasons, expires_at, $6::timestamptz, $6::timestamptz FROM item
  ON CONFLICT (user_id, offer_id) DO UPDATE SET merged_into = NULL, expires_at = excluded.expires_at, updated_at = excluded.updated_at
  RETURNING id),
kept AS (
  UPDATE job_feed SET title = $9::text, company_name = $10::text, location = $11::text, source_url = $12::text, description = $13::text,
         own_pay = true, salary_min = $14::int, salary_max = $15::int, salary_currency = $16::text, updated_at = $6::timestamptz
  WHERE id = (SELECT id FROM item)),
decision AS (
  INSERT INTO identity_decisions (id, user_id, kind, job_feed_id, other_id, source, source_id, at)
  SELECT $8::uuid, $1::uuid, 'SPLIT', $2::uuid, id, $3::text, $4::text, $6::timestamptz FROM made),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'JOB_REGROUPED', 'userId', $1::uuid, 'jobFeedId', $2::uuid, 'otherId', id, 'change', 'SPLIT',
           'mutationId', nullif($17::text, '')))::text AS data FROM made),
told AS MATERIALIZED (
  SELECT append_event($1::uuid, 'JOB_REGROUPED', data) FROM news)
SELECT made.id, (SELECT data FROM news), (SELECT count(*) FROM told) FROM made
