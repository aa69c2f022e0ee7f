-- $1 kinds, $2 how many, $3 the lease (an id of this claim alone), $4 its length in seconds
WITH due AS (
  SELECT id FROM commands
  WHERE state = 'QUEUED' AND run_at <= now() AND kind = ANY ($1::text[])
  ORDER BY run_at, id LIMIT $2::int FOR UPDATE SKIP LOCKED)
UPDATE commands c
SET state = 'RUNNING', attempts = c.attempts + 1, lease_owner = $3::uuid, lease_until = now() + make_interval(secs => $4::float8)
FROM due WHERE c.id = due.id
RETURNING c.id, c.kind, c.key, c.user_id, c.payload, c.attempts, c.attempts_max,
          greatest(0, extract(epoch FROM now() - c.run_at))::float8
