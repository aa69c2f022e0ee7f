-- open_offers.sql for these offers. $1 ids, $2 now, $3 not seen since.
SELECT id, source, url, title, company, description, details, posted_at, expires_at
FROM offers
WHERE id = ANY($1::uuid[]) AND closed_at IS NULL AND alone_source IS NULL AND (expires_at > $2::timestamptz OR (expires_at IS NULL AND last_seen_at > $3::timestamptz))
