-- $1 user, $2 search, $3 now, $4… the values
UPDATE search_configs SET updated_at = $3::timestamptz, version = version + 1, job_titles = $4::text[], locations = $5::text[],
  keywords = $6::text[], red_flags = $7::text[], remote_policy = $8, salary_min = $9::int, salary_max = $10::int, start_date = $11,
  duration = $12, cover_letter_template = $13, must_have = $14::text[], letter_tone = $15, letter_language = $16
WHERE user_id = $1::uuid AND id = $2::uuid
RETURNING id, job_titles, locations, keywords, red_flags, remote_policy, salary_min, salary_max, is_active, start_date, duration,
  cover_letter_template, created_at, updated_at, version, must_have, letter_tone, letter_language
