-- How many requests went out for the user since then. $1 user, $2 since
SELECT count(*) FROM outbound_calls WHERE user_id = $1::uuid AND at > $2::timestamptz
