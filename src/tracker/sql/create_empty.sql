-- $1 user, $2 application, $3 now
INSERT INTO applications (id, user_id, created_at, updated_at) VALUES ($2::uuid, $1::uuid, $3::timestamptz, $3::timestamptz)
RETURNING id, current_status, user_rating, job_feed_id, search_config_id, relance_at, created_at, updated_at,
  ai_analysis, generated_cover_letter, user_notes, history_log
