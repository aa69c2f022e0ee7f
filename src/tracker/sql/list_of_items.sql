-- The applications of these items. $1 user, $2 items
SELECT id, current_status, user_rating, job_feed_id, search_config_id, relance_at, created_at, updated_at,
  ai_analysis, generated_cover_letter, user_notes, history_log
FROM applications WHERE user_id = $1::uuid AND job_feed_id = ANY($2::uuid[]) AND deleted_at IS NULL
