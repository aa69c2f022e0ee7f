SELECT id, user_id, job_titles, locations, keywords, red_flags, remote_policy, salary_min, salary_max, is_active, version, updated_at, must_have
FROM search_configs WHERE user_id = $1::uuid AND is_active
