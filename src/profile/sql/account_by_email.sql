-- $1 e-mail. As worker: nobody is signed in yet.
SELECT id, email, created_at, password_hash FROM users WHERE email = $1
