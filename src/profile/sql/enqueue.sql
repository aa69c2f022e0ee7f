-- $1 id, $2 kind, $3 key, $4 user, $5 payload, $6 now
INSERT INTO commands (id, kind, key, user_id, payload, run_at, created_at)
VALUES ($1::uuid, $2, $3, $4::uuid, $5::jsonb, $6::timestamptz, $6::timestamptz)
ON CONFLICT (kind, key) DO NOTHING
