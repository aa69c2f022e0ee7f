-- $1 user
SELECT email FROM users WHERE id = $1::uuid
