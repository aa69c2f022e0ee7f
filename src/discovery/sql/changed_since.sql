-- Open offers changed since $1; not those that somebody split off.
SELECT id FROM offers WHERE changed_at >= $1::timestamptz AND closed_at IS NULL AND alone_source IS NULL
