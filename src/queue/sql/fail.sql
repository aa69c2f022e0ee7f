-- $1 id, $2 lease, $3 error, $4 true: dead now, $5 seconds until the next attempt
UPDATE commands
SET state = CASE WHEN $4::bool OR attempts >= attempts_max THEN 'DEAD' ELSE 'QUEUED' END,
    finished_at = CASE WHEN $4::bool OR attempts >= attempts_max THEN now() END,
    run_at = now() + make_interval(secs => $5::float8), last_error = $3, lease_owner = NULL, lease_until = NULL
WHERE id = $1::uuid AND lease_owner = $2::uuid AND state = 'RUNNING'
RETURNING state
