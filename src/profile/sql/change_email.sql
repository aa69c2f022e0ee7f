-- $1 user, $2 e-mail, $3 the hash that was verified
UPDATE users SET email = $2 WHERE id = $1::uuid AND password_hash = $3 RETURNING id, email, created_at
