UPDATE commands
SET state = 'QUEUED', attempts = 0, run_at = now(), finished_at = NULL, lease_owner = NULL, lease_until = NULL
WHERE id = $1::uuid AND state = 'DEAD'
RETURNING id
