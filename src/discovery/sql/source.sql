-- $1 id
SELECT id, board, token, query, wanted, state, memory, validators, failures, usual_seen, usual_reject_share, next_run_at, last_good_at
FROM sources WHERE id = $1::text
