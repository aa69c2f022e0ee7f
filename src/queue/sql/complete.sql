-- $1 id, $2 lease. Divides by zero, and so fails the whole transaction, unless the lease is still held.
WITH done AS (
  UPDATE commands SET state = 'DONE', finished_at = now(), last_error = NULL, lease_until = NULL
  WHERE id = $1::uuid AND lease_owner = $2::uuid AND state = 'RUNNING'
  RETURNING 1)
SELECT 1 / (SELECT count(*) FROM done)
