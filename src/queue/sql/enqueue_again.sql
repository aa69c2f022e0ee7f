INSERT INTO commands AS c (id, kind, key, user_id, payload, run_at, attempts_max, created_at)
VALUES ($1::uuid, $2, $3, $4::uuid, $5::jsonb, coalesce($6::timestamptz, now()), $7::int, now())
ON CONFLICT (kind, key) DO UPDATE
SET payload = excluded.payload, run_at = excluded.run_at, attempts_max = excluded.attempts_max,
    state = 'QUEUED', attempts = 0, last_error = NULL, finished_at = NULL, lease_owner = NULL, lease_until = NULL
WHERE c.state IN ('DONE', 'DEAD')
RETURNING id
