-- Stored offers by id: the columns of open_offers.sql, when last seen, closed (or split off by somebody) or not, when changed.
SELECT id, source, url, title, company, description, details, posted_at, expires_at, last_seen_at, closed_at IS NOT NULL OR alone_source IS NOT NULL, changed_at
FROM offers WHERE id = ANY($1::uuid[])
