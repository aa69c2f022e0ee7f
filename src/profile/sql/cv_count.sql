-- How many CVs the user has uploaded since $2. $1 user
SELECT count(*) FROM cv_documents WHERE user_id = $1::uuid AND created_at > $2::timestamptz
