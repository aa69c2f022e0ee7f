-- $1 user, $2 cluster, $3 profile version, $4 prompt version, $5 model, $6 hash of what was asked about, $7 answer, $8 now
INSERT INTO model_answers (user_id, cluster, profile_version, prompt_version, model, asked, answer, at)
VALUES ($1::uuid, $2::text, $3::int, $4::text, $5::text, $6::text, $7::jsonb, $8::timestamptz)
ON CONFLICT (user_id, cluster, profile_version, prompt_version, model) DO UPDATE SET asked = excluded.asked, answer = excluded.answer, at = excluded.at
