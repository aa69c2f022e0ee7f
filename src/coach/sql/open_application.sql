-- $1 application, $2 user
SELECT 1 FROM applications WHERE id = $1::uuid AND user_id = $2::uuid AND deleted_at IS NULL
