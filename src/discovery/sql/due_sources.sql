-- Listings whose turn it is, held until the end of the transaction; others skip them. $1 now, $2 how many.
SELECT id, board FROM sources WHERE wanted AND state <> 'OFF' AND next_run_at <= $1::timestamptz
ORDER BY next_run_at LIMIT $2::int FOR UPDATE SKIP LOCKED
