-- $1 call, $2 state, $3 cost, $4 and $5 tokens in and out, $6 and $7 bytes out and in, $8 tries, $9 status, $10 error, $11 milliseconds, $12 now
SELECT settle_model_call($1::uuid, $2::text, $3::bigint, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8::int, nullif($9::int, 0)::smallint, nullif($10::text, ''), $11::bigint, $12::timestamptz)
