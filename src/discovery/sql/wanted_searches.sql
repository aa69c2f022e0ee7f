-- What the active searches ask for; $1 a user, or null for everybody. Not of users who let nothing leave: boards would be told what they look for. The columns of searches_of_user.sql.
SELECT id, user_id, job_titles, locations, keywords, red_flags, remote_policy, salary_min, salary_max, is_active, version, updated_at, must_have
FROM search_configs s WHERE is_active AND ($1::uuid IS NULL OR user_id = $1::uuid)
  AND NOT EXISTS (SELECT 1 FROM model_settings m WHERE m.user_id = s.user_id AND m.nothing_leaves)
ORDER BY updated_at DESC, id
