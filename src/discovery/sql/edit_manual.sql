-- What the user corrects on an item made by hand or from a page: null keeps, the empty text clears (-1: no pay). $1 id, $2 user, $3 now,
-- $4 title, $5 company, $6 location, $7 description, $8 company description, $9 start date, $10 duration, $11 why us, $12 remote,
-- $13 salary min, $14 salary max, $15 currency, $16 members of the details as an object (null clears), $17 whether it expires anew, $18 when,
-- $19 the client event or null
WITH edited AS (
  UPDATE job_feed SET
    title = CASE WHEN $4::text IS NULL THEN title ELSE nullif($4::text, '') END,
    company_name = coalesce($5::text, company_name),
    location = CASE WHEN $6::text IS NULL THEN location ELSE nullif($6::text, '') END,
    description = CASE WHEN $7::text IS NULL THEN description ELSE nullif($7::text, '') END,
    company_description = CASE WHEN $8::text IS NULL THEN company_description ELSE nullif($8::text, '') END,
    start_date = CASE WHEN $9::text IS NULL THEN start_date ELSE nullif($9::text, '') END,
    duration = CASE WHEN $10::text IS NULL THEN duration ELSE nullif($10::text, '') END,
    why_us = CASE WHEN $11::text IS NULL THEN why_us ELSE nullif($11::text, '') END,
    remote = CASE WHEN $12::text IS NULL THEN remote ELSE nullif($12::text, '') END,
    salary_min = CASE WHEN $13::int IS NULL THEN salary_min ELSE nullif($13::int, -1) END,
    salary_max = CASE WHEN $14::int IS NULL THEN salary_max ELSE nullif($14::int, -1) END,
    salary_currency = CASE WHEN $15::text IS NULL THEN salary_currency ELSE nullif($15::text, '') END,
    own_pay = own_pay OR $13::int IS NOT NULL OR $14::int IS NOT NULL OR $15::text IS NOT NULL,
    details = CASE WHEN $16::text IS NULL THEN details ELSE jsonb_strip_nulls(coalesce(details::jsonb, '{}') || $16::jsonb)::json END,
    expires_at = CASE WHEN $17::bool THEN $18::timestamptz ELSE expires_at END,
    updated_at = $3::timestamptz
  WHERE id = $1::uuid AND user_id = $2::uuid AND is_manual
  RETURNING id),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'JOB_EDITED', $19::text) FROM edited WHERE $19::text IS NOT NULL)
SELECT id, (SELECT count(*) FROM told) FROM edited
