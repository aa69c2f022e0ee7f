-- $1 user, $2 the hash that was verified, $3 e-mail as typed, $4 now
UPDATE users SET leaving_at = $4::timestamptz WHERE id = $1::uuid AND password_hash = $2 AND email = $3 RETURNING id
