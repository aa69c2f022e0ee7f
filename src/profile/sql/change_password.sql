-- $1 user, $2 the hash that was verified, $3 the new one
UPDATE users SET password_hash = $3 WHERE id = $1::uuid AND password_hash = $2 RETURNING id
