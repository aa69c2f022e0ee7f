-- Active or not. $1 user, $2 ids
SELECT id, job_titles, locations, keywords, red_flags, remote_policy, salary_min, salary_max, is_active, start_date, duration,
  cover_letter_template, created_at, updated_at, version, must_have, letter_tone, letter_language
FROM search_configs WHERE user_id = $1::uuid AND id = ANY($2::uuid[]) ORDER BY created_at, id
