-- A batch of the stored offers that are still open, by id. $1 the id to come after, $2 now, $3 not seen since, $4 rows.
SELECT id, source, url, title, company, description, details, posted_at, expires_at
FROM offers
WHERE id > $1::uuid AND closed_at IS NULL AND alone_source IS NULL AND (expires_at > $2::timestamptz OR (expires_at IS NULL AND last_seen_at > $3::timestamptz))
ORDER BY id LIMIT $4::int
