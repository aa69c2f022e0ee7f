-- $1 kinds: seconds until the next one is due (0: now); no row: none waits
SELECT greatest(0, extract(epoch FROM run_at - now()))::float8 FROM commands
WHERE state = 'QUEUED' AND kind = ANY ($1::text[]) ORDER BY run_at LIMIT 1
