-- $1 e-mail. As worker: nobody is signed in yet. One that is being deleted is not there.
SELECT id, email, created_at, password_hash FROM users WHERE email = $1 AND leaving_at IS NULL
