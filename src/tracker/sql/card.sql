-- Deleted or not: the caller decides. $1 user, $2 application
SELECT id, current_status, user_rating, job_feed_id, search_config_id, relance_at, created_at, updated_at,
  ai_analysis, generated_cover_letter, user_notes, history_log, deleted_at IS NOT NULL
FROM applications WHERE user_id = $1::uuid AND id = $2::uuid
