-- Counts one attempt to make an account before it is tried: a password is hashed for each. $1 address key, $2 now, $3 windows
-- begun up to here are over
INSERT INTO login_throttle AS t (key, failures, window_start) VALUES ($1::text, 1, $2::timestamptz)
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN t.window_start <= $3::timestamptz THEN 1 ELSE least(t.failures + 1, 1000000) END,
  window_start = CASE WHEN t.window_start <= $3::timestamptz THEN $2::timestamptz ELSE t.window_start END
RETURNING failures, window_start
