-- What left the machine for the user since $2, by whom it went to and why. Boards are read once for everybody and are named by their board
-- alone: their listings belong to those who search. $1 user, $2 since
SELECT 'MODEL' AS kind, host, purpose, sum(tries), count(*) FILTER (WHERE tries = 0 AND state = 'FAILED'), sum(bytes_out)::bigint, sum(bytes_in)::bigint, min(at) AS first_at, max(at) AS last_at
FROM model_calls WHERE user_id = $1::uuid AND at > $2::timestamptz GROUP BY host, purpose
UNION ALL
SELECT 'PAGE', host, purpose, count(*) FILTER (WHERE address IS NOT NULL OR status IS NOT NULL), count(*) FILTER (WHERE address IS NULL AND status IS NULL), 0, sum(bytes)::bigint, min(at), max(at)
FROM outbound_calls WHERE user_id = $1::uuid AND at > $2::timestamptz GROUP BY host, purpose
UNION ALL
SELECT 'BOARD', split_part(source_id, '/', 1), 'read boards', sum(requests), 0, 0, sum(bytes)::bigint, min(started_at), max(started_at)
FROM source_runs WHERE source_id IS NOT NULL AND requests > 0 AND started_at > $2::timestamptz GROUP BY split_part(source_id, '/', 1)
ORDER BY last_at DESC, host, purpose LIMIT 200
