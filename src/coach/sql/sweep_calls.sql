-- Reservations of a user that nobody came back for within an hour: they may be paid, so they count as paid. $1 user, $2 now
SELECT settle_model_call(id, 'UNKNOWN', 0, 0, 0, prompt_bytes, 0, 1, NULL, 'LOST', 0, $2::timestamptz)
FROM model_calls WHERE user_id = $1::uuid AND state = 'RESERVED' AND at < $2::timestamptz - interval '1 hour'
