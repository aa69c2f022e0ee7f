-- $1 user, $2 search, $3 now, $4… the values
INSERT INTO search_configs (user_id, id, created_at, updated_at, job_titles, locations, keywords, red_flags, remote_policy, salary_min,
                            salary_max, start_date, duration, cover_letter_template, must_have, letter_tone, letter_language)
VALUES ($1::uuid, $2::uuid, $3::timestamptz, $3::timestamptz, $4::text[], $5::text[], $6::text[], $7::text[], $8, $9::int, $10::int,
        $11, $12, $13, $14::text[], $15, $16)
RETURNING id, job_titles, locations, keywords, red_flags, remote_policy, salary_min, salary_max, is_active, start_date, duration,
  cover_letter_template, created_at, updated_at, version, must_have, letter_tone, letter_language
