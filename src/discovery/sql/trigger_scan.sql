-- Queues the user's scan unless one is queued or running, or the last one was asked for after $4.
-- One row: active searches; the command queued now, if any; the one that was there before. $1 new command, $2 user, $3 now
WITH active AS (
  SELECT count(*) AS n FROM search_configs WHERE user_id = $2::uuid AND is_active),
queued AS (
  INSERT INTO commands AS c (id, kind, key, user_id, payload, run_at, created_at)
  SELECT $1::uuid, 'CMD_SCAN', $2::uuid::text, $2::uuid, jsonb_build_object('userId', $2::uuid), now(), $3::timestamptz
  FROM active WHERE n > 0
  ON CONFLICT (kind, key) DO UPDATE
  SET id = excluded.id, state = 'QUEUED', run_at = excluded.run_at, attempts = 0, lease_owner = NULL, lease_until = NULL, last_error = NULL,
      created_at = excluded.created_at, finished_at = NULL
  WHERE c.state IN ('DONE', 'DEAD') AND c.created_at <= $4::timestamptz
  RETURNING id, payload)
SELECT active.n, (SELECT id FROM queued), (SELECT payload FROM queued), c.id, c.state, c.created_at
FROM active
LEFT JOIN commands c ON c.kind = 'CMD_SCAN' AND c.key = $2::uuid::text AND c.user_id = $2::uuid
