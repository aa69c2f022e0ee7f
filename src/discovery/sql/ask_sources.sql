-- People ask for listings: those that were not asked for since $3 and are not resting. $1 ids, $2 now
UPDATE sources SET asked_at = $2::timestamptz
WHERE id = ANY($1::text[]) AND wanted AND state IN ('WAITING', 'OK', 'BROKEN') AND (asked_at IS NULL OR asked_at <= $3::timestamptz)
RETURNING id
