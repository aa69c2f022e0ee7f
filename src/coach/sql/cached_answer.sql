-- $1 user, $2 cluster, $3 profile version, $4 prompt version, $5 model, $6 hash of what is asked about
SELECT answer FROM model_answers
WHERE user_id = $1::uuid AND cluster = $2::text AND profile_version = $3::int AND prompt_version = $4::text AND model = $5::text AND asked = $6::text
