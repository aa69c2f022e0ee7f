-- Takes the next place in a board's bucket. $1 key, $2 milliseconds between requests, $3 burst, $4 a day's budget (0: none).
-- One row: milliseconds to wait before sending, milliseconds the service wants peace for. No row: today's budget is used up.
INSERT INTO fetch_pace AS p (key, free_at, day, used)
VALUES ($1::text, clock_timestamp() + $2::float8 * interval '1 ms', (now() AT TIME ZONE 'UTC')::date, 1)
ON CONFLICT (key) DO UPDATE
SET free_at = greatest(p.free_at, clock_timestamp()) + $2::float8 * interval '1 ms', day = excluded.day,
    used = CASE WHEN p.day = excluded.day THEN p.used + 1 ELSE 1 END
WHERE $4::int = 0 OR p.day <> excluded.day OR p.used < $4::int
RETURNING greatest(0, extract(epoch FROM free_at - clock_timestamp()) * 1000 - $2::float8 * $3::int)::float8,
          greatest(0, extract(epoch FROM coalesce(not_before, clock_timestamp()) - clock_timestamp()) * 1000)::float8
