-- $1 user, $2 creation id
SELECT id, current_status, user_rating, job_feed_id, search_config_id, relance_at, created_at, updated_at,
  ai_analysis, generated_cover_letter, user_notes, history_log
FROM applications WHERE user_id = $1::uuid AND creation_id = $2::text
