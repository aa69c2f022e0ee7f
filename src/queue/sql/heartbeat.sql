-- $1 ids, $2 attempts, $3 lease owner, $4 lease in seconds; answers those still held
UPDATE commands c SET lease_until = now() + make_interval(secs => $4::float8)
FROM unnest($1::uuid[], $2::bigint[]) AS mine (id, attempt)
WHERE c.id = mine.id AND c.attempts = mine.attempt AND c.lease_owner = $3::uuid AND c.state = 'RUNNING'
RETURNING c.id
