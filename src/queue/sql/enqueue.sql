INSERT INTO commands (id, kind, key, user_id, payload, run_at, attempts_max, created_at)
VALUES ($1::uuid, $2, $3, $4::uuid, $5::jsonb, coalesce($6::timestamptz, now()), $7::int, now())
ON CONFLICT (kind, key) DO NOTHING
RETURNING id
