-- A page of one user's quarantine, newest first. $2 one search or null, $3 the id to come after, $4 rows.
SELECT q.id, q.search_config_id, q.offer_id, q.rule, q.spans, o.title, o.company, o.location, o.url, q.created_at, q.rank, q.reasons
FROM filtered_offers q
JOIN offers o ON o.id = q.offer_id
WHERE q.user_id = $1::uuid AND q.exception_id IS NULL AND ($2::uuid IS NULL OR q.search_config_id = $2::uuid) AND q.id < $3::uuid
ORDER BY q.id DESC
LIMIT $4::int
