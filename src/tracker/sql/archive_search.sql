-- A row when the search was active. $1 user, $2 search, $3 now
UPDATE search_configs SET is_active = false, archived_reason = 'HIRED', version = version + 1, updated_at = $3::timestamptz
WHERE user_id = $1::uuid AND id = $2::uuid AND is_active
RETURNING version
