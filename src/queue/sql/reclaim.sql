-- Leases that ran out: the process died or lost the database. What was tried often enough is dead, the rest is due again.
WITH expired AS (
  SELECT id FROM commands WHERE state = 'RUNNING' AND lease_until < now() ORDER BY lease_until LIMIT 100 FOR UPDATE SKIP LOCKED)
UPDATE commands c
SET state = CASE WHEN attempts >= attempts_max THEN 'DEAD' ELSE 'QUEUED' END,
    finished_at = CASE WHEN attempts >= attempts_max THEN now() END,
    last_error = 'The process that ran it went away.', lease_owner = NULL, lease_until = NULL
FROM expired WHERE c.id = expired.id
RETURNING c.id, c.kind, c.state
