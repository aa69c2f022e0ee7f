-- $1 user. As worker.
SELECT id FROM users WHERE id = $1::uuid AND leaving_at IS NOT NULL
