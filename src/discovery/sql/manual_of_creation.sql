-- The item that this wish made before. $1 user, $2 creation id
SELECT id FROM job_feed WHERE user_id = $1::uuid AND creation_id = $2::text
