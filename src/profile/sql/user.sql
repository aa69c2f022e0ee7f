-- $1 user
SELECT id, email, created_at FROM users WHERE id = $1::uuid
