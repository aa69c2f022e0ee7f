-- Newest first. $1 user, $2 how many, $3 after this call, or null
SELECT id, purpose, application_id, host, model, payer, state, tokens_in, tokens_out, cost, reserved, tries, status, error, took_ms, at, settled_at, bytes_out, bytes_in
FROM model_calls
WHERE user_id = $1::uuid AND ($3::uuid IS NULL OR (at, id) < (SELECT at, id FROM model_calls WHERE id = $3::uuid AND user_id = $1::uuid))
ORDER BY at DESC, id DESC LIMIT $2::int
