-- The service wants peace for a while: every process leaves it alone. $1 key, $2 milliseconds
UPDATE fetch_pace SET not_before = greatest(not_before, clock_timestamp() + $2::float8 * interval '1 ms') WHERE key = $1::text
