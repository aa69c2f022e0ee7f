-- $1 user, $2 token, $3 now, $4 tokens kept: the oldest go.
WITH old AS (
  DELETE FROM push_tokens WHERE user_id = $1::uuid AND token IN (
    SELECT token FROM push_tokens WHERE user_id = $1::uuid AND token <> $2 ORDER BY created_at DESC, token OFFSET $4::int - 1))
INSERT INTO push_tokens (user_id, token, created_at) VALUES ($1::uuid, $2, $3::timestamptz)
ON CONFLICT (user_id, token) DO UPDATE SET created_at = excluded.created_at
