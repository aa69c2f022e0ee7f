-- How many items feed.sql would give without paging.
SELECT count(*)
FROM job_feed f
LEFT JOIN offers o ON o.id = f.offer_id
WHERE f.user_id = $1::uuid AND f.status = ANY($2::text[])
  AND ($3::uuid IS NULL OR f.search_config_id = $3::uuid)
  AND (f.status <> 'PENDING' OR (o.closed_at IS NULL AND (f.expires_at IS NULL OR f.expires_at > $4::timestamptz)))
