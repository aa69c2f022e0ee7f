-- A page of one user's inbox, best rank first, manual items before all; what is put off is not in it. $2 the statuses; $3 $4 the rank and id to come after;
-- $5 one search or null; $6 now; $7 rows; $8 with reasons; $9 with raw data; $10 with what a list seldom shows (the search, and
-- all from expires_at on but title and company): columns that nobody reads are NULL. Per status the index job_feed_inbox gives the
-- first rows in order, whatever the size of the inbox; filters stand in CASE, because the planner takes a bare "$5 IS NULL OR …"
-- for so rare that it would rather read and sort the whole inbox.
SELECT x.*
FROM unnest($2::text[]) AS s(status)
CROSS JOIN LATERAL (
  SELECT f.id, CASE WHEN $10::bool THEN f.search_config_id END AS search_config_id, f.status, f.rank, f.created_at,
         CASE WHEN $10::bool THEN f.expires_at END AS expires_at, f.is_manual, CASE WHEN $10::bool THEN f.offer_id END AS offer_id,
         coalesce(f.title, f.offer_title) AS title, coalesce(f.company_name, f.offer_company) AS company,
         CASE WHEN $10::bool THEN coalesce(f.location, f.offer_location) END AS location,
         CASE WHEN $10::bool THEN coalesce(f.source_url, o.url) END AS source_url,
         CASE WHEN $10::bool THEN o.source END AS source, CASE WHEN $10::bool THEN coalesce(f.remote, o.remote) END AS remote,
         CASE WHEN NOT $10::bool THEN NULL WHEN f.own_pay THEN f.salary_min ELSE o.salary_min END AS salary_min,
         CASE WHEN NOT $10::bool THEN NULL WHEN f.own_pay THEN f.salary_max ELSE o.salary_max END AS salary_max,
         CASE WHEN NOT $10::bool THEN NULL WHEN f.own_pay THEN f.salary_currency ELSE o.salary_currency END AS salary_currency,
         CASE WHEN $8::bool THEN f.reasons END AS reasons,
         CASE WHEN $9::bool THEN coalesce(f.description, o.description) END AS description,
         CASE WHEN $9::bool THEN coalesce(f.details, o.details) END AS details,
         CASE WHEN $9::bool AND f.is_manual THEN json_build_object('companyDescription', f.company_description,
              'startDate', f.start_date, 'duration', f.duration, 'whyUs', f.why_us) END AS form
  FROM job_feed f
  LEFT JOIN offers o ON o.id = CASE WHEN $9::bool OR $10::bool THEN f.offer_id END   -- read only when its columns are
  WHERE f.user_id = $1::uuid AND f.status = s.status AND f.merged_into IS NULL
    AND (f.rank, f.id) < ($3::smallint, $4::uuid)
    AND CASE WHEN $5::uuid IS NULL THEN true ELSE f.search_config_id = $5::uuid END
    AND CASE WHEN f.status = 'PENDING' THEN NOT f.offer_closed AND (f.expires_at IS NULL OR f.expires_at > $6::timestamptz)
              AND (f.snoozed_until IS NULL OR f.snoozed_until <= $6::timestamptz) ELSE true END
  ORDER BY f.rank DESC, f.id DESC
  LIMIT $7::int) AS x
ORDER BY x.rank DESC, x.id DESC
LIMIT $7::int
