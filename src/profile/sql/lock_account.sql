-- One creation of a search at a time per user, so that their number can be limited. $1 user
SELECT id FROM users WHERE id = $1::uuid FOR NO KEY UPDATE
