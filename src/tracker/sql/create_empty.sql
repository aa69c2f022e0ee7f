-- No row: the user has made a card with this creation id before. $1 user, $2 application, $3 now, $4 creation id or null
INSERT INTO applications (id, user_id, creation_id, created_at, updated_at)
VALUES ($2::uuid, $1::uuid, $4::text, $3::timestamptz, $3::timestamptz)
ON CONFLICT (user_id, creation_id) WHERE creation_id IS NOT NULL DO NOTHING
RETURNING id, current_status, user_rating, job_feed_id, search_config_id, relance_at, created_at, updated_at,
  ai_analysis, generated_cover_letter, user_notes, history_log
