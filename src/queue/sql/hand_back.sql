-- $1 ids, $2 their leases, $3 seconds until it may run. The attempt does not count.
UPDATE commands c
SET state = 'QUEUED', attempts = c.attempts - 1, run_at = now() + make_interval(secs => $3::float8), lease_owner = NULL, lease_until = NULL
FROM unnest($1::uuid[], $2::uuid[]) AS mine (id, lease)
WHERE c.id = mine.id AND c.lease_owner = mine.lease AND c.state = 'RUNNING'
RETURNING c.id
