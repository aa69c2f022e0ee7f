-- Counts one sign-in attempt before it is tried, so that parallel ones are counted too. An address that is over its limit no
-- longer counts against accounts, so it cannot lock them. Always locks the address before the account.
-- $1 address key ('' for none), $2 account key, $3 now, $4 windows begun up to here are over, $5 attempts per address
WITH address AS (
  INSERT INTO login_throttle AS t (key, failures, window_start)
  SELECT $1::text, 1, $3::timestamptz WHERE $1::text <> ''
  ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN t.window_start <= $4::timestamptz THEN 1 ELSE least(t.failures + 1, 1000000) END,
    window_start = CASE WHEN t.window_start <= $4::timestamptz THEN $3::timestamptz ELSE t.window_start END
  RETURNING failures, window_start),
account AS (
  INSERT INTO login_throttle AS t (key, failures, window_start)
  SELECT $2::text, 1, $3::timestamptz WHERE NOT EXISTS (SELECT FROM address WHERE failures > $5::int)
  ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN t.window_start <= $4::timestamptz THEN 1 ELSE least(t.failures + 1, 1000000) END,
    window_start = CASE WHEN t.window_start <= $4::timestamptz THEN $3::timestamptz ELSE t.window_start END
  RETURNING failures, window_start)
SELECT (SELECT failures FROM address), (SELECT window_start FROM address),
       (SELECT failures FROM account), (SELECT window_start FROM account)
