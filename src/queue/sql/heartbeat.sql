-- $1 ids, $2 their leases, $3 lease in seconds; answers those still held. One that was completed a moment ago counts as held.
UPDATE commands c SET lease_until = now() + make_interval(secs => $3::float8)
FROM unnest($1::uuid[], $2::uuid[]) AS mine (id, lease)
WHERE c.id = mine.id AND c.lease_owner = mine.lease AND c.state IN ('RUNNING', 'DONE')
RETURNING c.id, c.lease_owner
