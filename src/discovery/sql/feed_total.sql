-- How many items feed.sql would give without paging.
SELECT count(*)
FROM job_feed f
WHERE f.user_id = $1::uuid AND f.status = ANY($2::text[]) AND f.merged_into IS NULL
  AND ($3::uuid IS NULL OR f.search_config_id = $3::uuid)
  AND (f.status <> 'PENDING' OR (NOT f.offer_closed AND (f.expires_at IS NULL OR f.expires_at > $4::timestamptz)
                                AND (f.snoozed_until IS NULL OR f.snoozed_until <= $4::timestamptz)))
