-- $1 call, $2 user, $3 purpose, $4 approval, $5 application, $6 payer, $7 host, $8 model, $9 prompt version, $10 prompt bytes, $11 amount,
-- $12 the operator's cap, $13 the user's, $14 now
SELECT reserve_model_call($1::uuid, $2::uuid, $3::text, $4::text, $5::uuid, $6::text, $7::text, $8::text, $9::text, $10::bigint, $11::bigint, $12::bigint, $13::bigint, $14::timestamptz)
