-- $1 user, $2 since
SELECT count(*) FROM document_exports WHERE user_id = $1::uuid AND created_at > $2::timestamptz
