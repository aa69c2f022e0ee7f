-- $1 id, $2 lease owner, $3 attempt, $4 error, $5 true: dead now, $6 seconds until the next attempt
UPDATE commands
SET state = CASE WHEN $5::bool OR attempts >= attempts_max THEN 'DEAD' ELSE 'QUEUED' END,
    finished_at = CASE WHEN $5::bool OR attempts >= attempts_max THEN now() END,
    run_at = now() + make_interval(secs => $6::float8), last_error = $4, lease_owner = NULL, lease_until = NULL
WHERE id = $1::uuid AND lease_owner = $2::uuid AND attempts = $3::int AND state = 'RUNNING'
RETURNING state
