-- Offers changed since $1, the newest first, at most $2: id, when, whether it is of no interest: closed, or split off by somebody for himself.
-- $3: without those.
SELECT id, changed_at, closed_at IS NOT NULL OR alone_source IS NOT NULL FROM offers
WHERE changed_at >= $1::timestamptz AND NOT ($3::bool AND (closed_at IS NOT NULL OR alone_source IS NOT NULL))
ORDER BY changed_at DESC LIMIT $2::int
