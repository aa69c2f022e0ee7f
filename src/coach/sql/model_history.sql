-- What calls of this kind took: tokens for each byte of the prompt, tokens of the answer; the last 50 of the user's, or of everybody's.
-- $1 user, or null; $2 purpose, $3 model
SELECT count(*), coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY tokens_in::float8 / greatest(prompt_bytes, 1)), 0)::float8,
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY tokens_out::float8), 0)::float8
FROM (SELECT tokens_in, tokens_out, prompt_bytes FROM model_calls
      WHERE state = 'SETTLED' AND purpose = $2::text AND model = $3::text AND prompt_bytes > 0 AND tries = 1 AND ($1::uuid IS NULL OR user_id = $1::uuid)
      ORDER BY at DESC LIMIT 50) x
