-- Everything that is the user's goes with the row. $1 user. As worker.
DELETE FROM users WHERE id = $1::uuid AND leaving_at IS NOT NULL
