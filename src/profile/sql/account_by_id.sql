-- $1 user
SELECT id, email, created_at, password_hash FROM users WHERE id = $1::uuid
