-- The egress ledger: one row a request that went out for a user, or was refused. $1 user, then one array a column.
INSERT INTO outbound_calls (user_id, purpose, host, address, status, error, bytes, took_ms, at)
SELECT $1::uuid, purpose, host, nullif(address, ''), nullif(status, 0)::smallint, nullif(error, ''), bytes, took, at
FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[], $9::timestamptz[])
  AS c(purpose, host, address, status, error, bytes, took, at)
