-- $1 user, $2 application, $3 now, $4 rating
UPDATE applications SET user_rating = $4::smallint, updated_at = $3::timestamptz
WHERE user_id = $1::uuid AND id = $2::uuid
RETURNING id, current_status, user_rating, job_feed_id, search_config_id, relance_at, created_at, updated_at,
  ai_analysis, generated_cover_letter, user_notes, history_log
