-- An offer the user typed in, for one of the user's own searches or none, and its client event. No row: no such search, or this wish has
-- made its item before.
-- $1 id, $2 user, $3 search or null, $4 title, $5 company, $6 company description, $7 location, $8 description, $9 start date,
-- $10 duration, $11 why us, $12 now, $13 the client event, $14 creation id or null
WITH made AS (
  INSERT INTO job_feed (id, user_id, search_config_id, is_manual, rank, title, company_name, company_description, location, description,
                        start_date, duration, why_us, creation_id, created_at, updated_at)
  SELECT $1::uuid, $2::uuid, $3::uuid, true, 101, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text,
         $14::text, $12::timestamptz, $12::timestamptz
  WHERE $3::uuid IS NULL OR EXISTS (SELECT FROM search_configs WHERE id = $3::uuid AND user_id = $2::uuid)
  ON CONFLICT (user_id, creation_id) WHERE creation_id IS NOT NULL DO NOTHING
  RETURNING id),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'JOB_DISCOVERED', $13::text) FROM made)
SELECT id, (SELECT count(*) FROM told) FROM made
