-- $1 user, $2 since
SELECT count(*) FROM model_calls WHERE user_id = $1::uuid AND purpose = 'TEST' AND at > $2::timestamptz
