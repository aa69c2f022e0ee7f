-- No row: the item is not the user's, or has an application already. The item is locked so that an approval at the same time
-- makes no second one. $1 user, $2 application, $3 item, $4 now
INSERT INTO applications (id, user_id, job_feed_id, search_config_id, created_at, updated_at)
SELECT $2::uuid, $1::uuid, f.id, f.search_config_id, $4::timestamptz, $4::timestamptz
FROM job_feed f WHERE f.id = $3::uuid AND f.user_id = $1::uuid FOR UPDATE
ON CONFLICT (job_feed_id) WHERE deleted_at IS NULL DO NOTHING
RETURNING id, current_status, user_rating, job_feed_id, search_config_id, relance_at, created_at, updated_at,
  ai_analysis, generated_cover_letter, user_notes, history_log
