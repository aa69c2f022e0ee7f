-- How many items snoozed.sql would give without paging. $1 user, $2 one search or null, $3 now
SELECT count(*)
FROM job_feed f
WHERE f.user_id = $1::uuid AND f.snoozed_until > $3::timestamptz
  AND CASE WHEN $2::uuid IS NULL THEN true ELSE f.search_config_id = $2::uuid END
  AND f.status = 'PENDING' AND f.merged_into IS NULL AND NOT f.offer_closed AND (f.expires_at IS NULL OR f.expires_at > $3::timestamptz)
