-- A page of one user's inbox, best rank first, manual items before all. $2 the statuses; $3 $4 the rank and id to come after;
-- $5 one search or null; $6 now; $7 rows; $8 with reasons; $9 with raw data. Per status the index job_feed_inbox gives the
-- first rows in order, whatever the size of the inbox; filters stand in CASE, because the planner takes a bare "$5 IS NULL OR …"
-- for so rare that it would rather read and sort the whole inbox.
SELECT x.*
FROM unnest($2::text[]) AS s(status)
CROSS JOIN LATERAL (
  SELECT f.id, f.search_config_id, f.status, f.rank, f.created_at, f.expires_at, f.is_manual, f.offer_id,
         coalesce(f.title, o.title), coalesce(f.company_name, o.company), coalesce(f.location, o.location),
         coalesce(f.source_url, o.url), o.source, o.remote, o.salary_min, o.salary_max, o.salary_currency,
         CASE WHEN $8::bool THEN f.reasons END,
         CASE WHEN $9::bool THEN coalesce(f.description, o.description) END,
         CASE WHEN $9::bool THEN o.details END,
         CASE WHEN $9::bool AND f.is_manual THEN json_build_object('companyDescription', f.company_description,
              'startDate', f.start_date, 'duration', f.duration, 'whyUs', f.why_us) END
  FROM job_feed f
  LEFT JOIN offers o ON o.id = f.offer_id
  WHERE f.user_id = $1::uuid AND f.status = s.status
    AND (f.rank, f.id) < ($3::smallint, $4::uuid)
    AND CASE WHEN $5::uuid IS NULL THEN true ELSE f.search_config_id = $5::uuid END
    AND CASE WHEN f.status = 'PENDING' THEN o.closed_at IS NULL AND (f.expires_at IS NULL OR f.expires_at > $6::timestamptz) ELSE true END
  ORDER BY f.rank DESC, f.id DESC
  LIMIT $7::int) AS x
ORDER BY x.rank DESC, x.id DESC
LIMIT $7::int
