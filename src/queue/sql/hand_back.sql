-- $1 ids, $2 attempts, $3 lease owner, $4 seconds until it may run. The attempt does not count.
UPDATE commands c
SET state = 'QUEUED', attempts = c.attempts - 1, run_at = now() + make_interval(secs => $4::float8), lease_owner = NULL, lease_until = NULL
FROM unnest($1::uuid[], $2::bigint[]) AS mine (id, attempt)
WHERE c.id = mine.id AND c.attempts = mine.attempt AND c.lease_owner = $3::uuid AND c.state = 'RUNNING'
RETURNING c.id
