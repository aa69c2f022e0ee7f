-- Newest first. $1 user, $2 at most
SELECT id, file_name, media_type, bytes, state, error_code, pages, hidden_words, hidden_text, created_at, read_at
FROM cv_documents WHERE user_id = $1::uuid ORDER BY created_at DESC, id DESC LIMIT $2::int
