-- $1 table, $2 rows to leave out, $3 rows
SELECT r FROM owned_rows($1::text, $2::bigint, $3::int) r
