-- $1 user, $2 e-mail, $3 password hash, $4 now
INSERT INTO users (id, email, password_hash, created_at) VALUES ($1::uuid, $2, $3, $4::timestamptz)
