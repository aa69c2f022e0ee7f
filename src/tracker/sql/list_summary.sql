-- The board, last changed first, without the columns that weigh; of the history its last entry. $1 user, $2 status or null, $3 rows
SELECT id, current_status, user_rating, job_feed_id, search_config_id, relance_at, created_at, updated_at, jsonb_path_query_array(history_log, '$[last]')
FROM applications
WHERE user_id = $1::uuid AND deleted_at IS NULL AND ($2::text IS NULL OR current_status = $2)
ORDER BY updated_at DESC, id DESC LIMIT $3::int
