-- A page of what one user has put off, the first to return first: which items, and until when. $1 user, $2 $3 the time (now, or later) and id
-- to come after, $4 one search or null, $5 now, $6 rows
SELECT f.id, f.snoozed_until
FROM job_feed f
WHERE f.user_id = $1::uuid AND f.snoozed_until IS NOT NULL AND (f.snoozed_until, f.id) > ($2::timestamptz, $3::uuid)
  AND CASE WHEN $4::uuid IS NULL THEN true ELSE f.search_config_id = $4::uuid END
  AND f.status = 'PENDING' AND f.merged_into IS NULL AND NOT f.offer_closed AND (f.expires_at IS NULL OR f.expires_at > $5::timestamptz)
ORDER BY f.snoozed_until, f.id
LIMIT $6::int
