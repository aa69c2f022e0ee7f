-- The same password at another cost. $1 user, $2 the hash it was verified against, $3 the new one
UPDATE users SET password_hash = $3 WHERE id = $1::uuid AND password_hash = $2
