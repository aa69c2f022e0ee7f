-- $1 user
SELECT count(*) FROM search_configs WHERE user_id = $1::uuid AND is_active
