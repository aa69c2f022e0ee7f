-- Cards as they are stored, for comparing and remaking. $1 ids. Columns as open_offers.sql, then whether closed, when last seen,
-- the root and number of its postings, its hash, and when revised.
SELECT id, source, url, title, company, description, details, posted_at, expires_at,
       closed_at IS NOT NULL, last_seen_at, repost_root, repost_number, content_hash, revised_at
FROM offers WHERE id = ANY($1::uuid[])
